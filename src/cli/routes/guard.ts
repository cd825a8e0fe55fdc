import { buildCommand } from "@stricli/core";
import { argument, duration, PLACE, PLACE_ALIASES, switchFlag, textFlag } from "../flags.ts";

/** A deploy that is watched, and taken back when it turns out bad. */
export const guard = buildCommand({
	docs: {
		brief: "Deploy under guard: check, deploy, watch, and take it back when it turns out bad",
		fullDescription:
			"Runs the deploy command after -- (an argument array, no shell), watches the release with the decision of `backout assess`, and rolls back\na bad one.\nExit codes: 0 good, 1 failed with nothing changed or not rolled back, 3 refused by a rule, 4 the rollback waits for an approval,\n5 rolled back but not healthy, 6 rolled back, 8 not enough evidence to call it good, 130 interrupted.",
		customUsage: ["<service> [-e environment] [flags] -- <deploy command>"],
	},
	parameters: {
		flags: {
			...PLACE,
			watchFor: {
				kind: "parsed",
				parse: duration,
				brief: "How long the release is watched; as long as `bake` when left out",
				placeholder: "duration",
				optional: true,
			},
			deployTimeout: {
				kind: "parsed",
				parse: duration,
				brief: "A deploy that takes longer is ended and taken back",
				default: "1h",
				placeholder: "duration",
			},
			approvalWait: {
				kind: "parsed",
				parse: duration,
				brief: "How long a rollback that waits for an approval is waited for",
				default: "10m",
				placeholder: "duration",
			},
			version: textFlag("The release's name for the ledger; what its targets call it when left out", "release"),
			commit: textFlag("Its commit", "sha"),
			withoutWayBack: switchFlag("Deploy although nothing could be returned to: a first deploy"),
			output: textFlag("Also write the outcome to this file, as JSON", "file"),
		},
		aliases: { ...PLACE_ALIASES, o: "output" },
		positional: {
			kind: "array",
			parameter: argument("The service, then after -- the deploy command", "service -- command"),
			minimum: 1,
		},
	},
	loader: () => import("../commands/guard.ts"),
});
