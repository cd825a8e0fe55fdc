import { buildCommand, buildRouteMap } from "@stricli/core";
import { argument, COMMON, COMMON_ALIASES, optionalArgument, PLACE, PLACE_ALIASES, switchFlag, textFlag } from "../flags.ts";
import { listedAs } from "./usage-line.ts";

/** Writes a config. */
export const init = buildCommand({
	docs: { brief: "Write a commented backout.yaml from what is in this folder" },
	parameters: { flags: { json: COMMON.json, print: switchFlag("Print it instead of writing it") } },
	loader: () => import("../commands/init.ts"),
});

/** Checks the config, and with --live the world. */
export const check = buildCommand({
	docs: { brief: "Check the config; with --live also every credential, right, host and tool, before the incident" },
	parameters: { flags: { ...COMMON, live: switchFlag("Try everything now") }, aliases: COMMON_ALIASES },
	loader: () => import("../commands/check.ts"),
});

/** Told by CI. */
export const record = buildCommand({
	docs: { brief: "Tell the ledger about a release: version, commit, schema revision, who; or its standing" },
	parameters: {
		flags: {
			...PLACE,
			commit: textFlag("Its commit", "sha"),
			schemaRevision: textFlag("The schema revision it needs", "revision"),
			by: textFlag("Who deployed it", "who"),
			at: textFlag("When it went live, ISO 8601; now when left out", "time"),
			good: switchFlag("It is known to be good"),
			bad: switchFlag("It is known to be bad; stays so until --override"),
			never: switchFlag("It must never come back: security fix, rotated keys"),
			unknown: switchFlag("Nothing is known of it any more; needs --override after --bad or --never"),
			override: switchFlag("Take a bad or never off; the audit says who"),
			reason: textFlag("Why", "text"),
		},
		aliases: PLACE_ALIASES,
		positional: {
			kind: "tuple",
			parameters: [argument("The service", "service"), argument("The release: its version, tag or directory", "release")],
		},
	},
	loader: () => import("../commands/record.ts"),
});

const automationFlags = { ...COMMON, reason: textFlag("Why", "text") };

/** All automation at once. */
export const automation = buildRouteMap({
	docs: { brief: "Switch all automation off or on; never stops a person" },
	routes: {
		off: buildCommand({
			docs: { brief: "Stop every automatic run" },
			parameters: { flags: automationFlags, aliases: COMMON_ALIASES },
			loader: async () => (await import("../commands/automation.ts")).off,
		}),
		on: buildCommand({
			docs: { brief: "Allow automatic runs again" },
			parameters: { flags: automationFlags, aliases: COMMON_ALIASES },
			loader: async () => (await import("../commands/automation.ts")).on,
		}),
	},
});

/** Deploys of a service are held. */
export const hold = buildCommand({
	docs: { brief: "Hold deploys of a service, so that CI does not ship the bad release again" },
	parameters: {
		flags: { ...PLACE, reason: textFlag("Why", "text") },
		aliases: PLACE_ALIASES,
		positional: { kind: "tuple", parameters: [argument("The service", "service")] },
	},
	loader: async () => (await import("../commands/hold.ts")).hold,
});

/** Deploys of a service may go on. */
export const release = buildCommand({
	docs: { brief: "Let deploys of a service go on" },
	parameters: { flags: PLACE, aliases: PLACE_ALIASES, positional: { kind: "tuple", parameters: [argument("The service", "service")] } },
	loader: async () => (await import("../commands/hold.ts")).release,
});

/** The audit log. */
export const audit = buildRouteMap({
	docs: { brief: "The hash-chained log of who did what" },
	routes: {
		verify: buildCommand({
			docs: { brief: "Check that no entry was changed, removed or added" },
			parameters: { flags: COMMON, aliases: COMMON_ALIASES },
			loader: () => import("../commands/audit-verify.ts"),
		}),
	},
});

/** Shell completion. */
export const completion = listedAs(
	"[bash|zsh|fish]",
	buildCommand({
		docs: { brief: "Print the completion script of a shell: bash, zsh or fish", customUsage: ["[bash|zsh|fish]"] },
		parameters: {
			positional: {
				kind: "tuple",
				parameters: [
					{ ...optionalArgument("bash, zsh or fish; bash when left out", "shell"), proposeCompletions: () => ["bash", "zsh", "fish"] },
				],
			},
		},
		loader: () => import("../commands/completion.ts"),
	}),
);
