import { buildCommand } from "@stricli/core";
import { incidents } from "../completion/names.ts";
import { argument, COMMON_ALIASES, optionalArgument, PLACE, PLACE_ALIASES, RUNNING, switchFlag, textFlag } from "../flags.ts";
import { RECIPES } from "../recipes.ts";
import { listedAs } from "./usage-line.ts";

const choosing = {
	to: textFlag("The release to return to, by name or commit; the newest known good one when left out", "release"),
	commit: textFlag(
		"The bad commit, or a range A..B without A: taken back alone where every target can (git), else a return to before it",
		"sha",
	),
	only: textFlag("Only these targets, separated by commas", "target,…"),
	recipe: {
		kind: "enum",
		values: RECIPES,
		brief: "Stop the service (for a workload: scale it to 0, with what leads back), or bring it back to what it was",
		optional: true,
	},
} as const;

/** What a rollback would do. */
export const plan = buildCommand({
	docs: { brief: "What a rollback or a recipe would do, step by step, with the commands to do it by hand; writes nothing" },
	parameters: {
		flags: { ...PLACE, ...choosing, output: textFlag("Also write the plan to this file, for run --plan", "file") },
		aliases: { ...PLACE_ALIASES, o: "output" },
		positional: { kind: "tuple", parameters: [argument("The service", "service")] },
	},
	loader: () => import("../commands/plan.ts"),
});

/** Does it. */
export const run = listedAs(
	"[<service>]",
	buildCommand({
		docs: {
			customUsage: ["[<service>]"],
			brief: "Roll a service back, or stop it and bring it back: plan, ask, carry out, prove it well, bake, report",
			fullDescription: "Ctrl-C finishes the step that is under way and parks the run; Ctrl-C again leaves at once. Both say how to go on.",
		},
		parameters: {
			flags: {
				...PLACE,
				...choosing,
				plan: textFlag("Carry out exactly this plan: a file of plan -o, or the id of a proposed plan", "file|id"),
				reason: textFlag("Why; goes into the messages and the report", "text"),
				incident: { ...textFlag("The incident it belongs to", "id"), proposeCompletions: incidents },
				yes: switchFlag("Do not ask; never approves a lossy or irreversible step"),
				offline: RUNNING.offline,
			},
			aliases: { ...PLACE_ALIASES, y: "yes" },
			positional: { kind: "tuple", parameters: [optionalArgument("The service; not needed with --plan", "service")] },
		},
		loader: () => import("../commands/run.ts"),
	}),
);

/** Forward again. */
export const undo = buildCommand({
	docs: { brief: "Go forward again: undo a rollback, or a stop" },
	parameters: {
		flags: { ...RUNNING, reason: textFlag("Why", "text"), yes: switchFlag("Do not ask") },
		aliases: { ...COMMON_ALIASES, y: "yes" },
		positional: { kind: "tuple", parameters: [argument("The run to undo", "run")] },
	},
	loader: () => import("../commands/undo.ts"),
});

const aRun = { kind: "tuple", parameters: [argument("The run", "run")] } as const;

/** One run. */
export const show = listedAs(
	"[<run>]",
	buildCommand({
		docs: { brief: "A run with its plan and its journal; the latest runs when none is named", customUsage: ["[<run>]"] },
		parameters: {
			flags: { ...RUNNING, list: switchFlag("List the latest runs") },
			aliases: COMMON_ALIASES,
			positional: { kind: "tuple", parameters: [optionalArgument("The run; the latest when left out", "run")] },
		},
		loader: () => import("../commands/show.ts"),
	}),
);

/** A run as it goes. */
export const watch = buildCommand({
	docs: { brief: "Follow a run that another process carries out" },
	parameters: { flags: RUNNING, aliases: COMMON_ALIASES, positional: aRun },
	loader: () => import("../commands/watch.ts"),
});

/** Go on. */
export const resume = buildCommand({
	docs: { brief: "Carry on a run or a guarded deploy that was left, or whose process died" },
	parameters: { flags: RUNNING, aliases: COMMON_ALIASES, positional: aRun },
	loader: () => import("../commands/resume.ts"),
});

/** Stop. */
export const cancel = buildCommand({
	docs: { brief: "Stop a run before its next step" },
	parameters: { flags: RUNNING, aliases: COMMON_ALIASES, positional: aRun },
	loader: () => import("../commands/cancel.ts"),
});

const deciding = { ...RUNNING, step: textFlag("The step; the one that waits when left out", "id"), reason: textFlag("Why", "text") };

/** Yes. */
export const approve = buildCommand({
	docs: { brief: "Approve the step that a run waits for, and carry the run on; not for whoever asked for the run" },
	parameters: {
		flags: { ...deciding, breakGlass: switchFlag("You are alone: approve your own run, loudly audited; needs --reason") },
		aliases: COMMON_ALIASES,
		positional: aRun,
	},
	loader: async () => (await import("../commands/decide.ts")).approve,
});

/** No. */
export const reject = buildCommand({
	docs: { brief: "Reject the step that a run waits for; the run ends before it" },
	parameters: { flags: deciding, aliases: COMMON_ALIASES, positional: aRun },
	loader: async () => (await import("../commands/decide.ts")).reject,
});
