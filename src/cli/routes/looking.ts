import { buildCommand } from "@stricli/core";
import { STATED_FACTS } from "../../core/assessment.ts";
import {
	argument,
	COMMON,
	COMMON_ALIASES,
	count,
	duration,
	optionalArgument,
	PLACE,
	PLACE_ALIASES,
	switchFlag,
	textFlag,
} from "../flags.ts";
import { listedAs } from "./usage-line.ts";

/** What runs where. */
export const status = listedAs(
	"[<service>]",
	buildCommand({
		docs: {
			brief: "What runs where, since when, its health, last good release, and whether it is protected",
			customUsage: ["[<service>]"],
		},
		parameters: {
			flags: PLACE,
			aliases: PLACE_ALIASES,
			positional: { kind: "tuple", parameters: [optionalArgument("A service; all of them when left out", "service")] },
		},
		loader: () => import("../commands/status.ts"),
	}),
);

/** What changed lately. */
export const changes = buildCommand({
	docs: { brief: "Everything that changed lately, over all services" },
	parameters: {
		flags: {
			...COMMON,
			since: { kind: "parsed", parse: duration, brief: "How far back, for example 30m or 1d", default: "1h", placeholder: "duration" },
		},
		aliases: COMMON_ALIASES,
	},
	loader: () => import("../commands/changes.ts"),
});

/** Releases and whether each can be returned to. */
export const history = buildCommand({
	docs: { brief: "Releases, their standing, and whether each can be returned to (and if not, why)" },
	parameters: {
		flags: { ...PLACE, limit: { kind: "parsed", parse: count, brief: "How many", default: "15", placeholder: "n" } },
		aliases: PLACE_ALIASES,
		positional: { kind: "tuple", parameters: [argument("The service", "service")] },
	},
	loader: () => import("../commands/history.ts"),
});

/** What to do about a service now. */
export const assess = buildCommand({
	docs: {
		brief: "What to do about a service now, with reasons",
		fullDescription:
			"Measures every check and signal, holds them against the release and the rules, and says what to do.\nWith --exit-code: 7 act now, 8 not enough evidence, 0 nothing to do.",
	},
	parameters: {
		flags: {
			...PLACE,
			fact: {
				kind: "enum",
				values: STATED_FACTS,
				brief: "Something no metric shows; may be given several times",
				optional: true,
				variadic: true,
			},
			reason: textFlag("What you saw, in your words", "text"),
			watch: switchFlag("Look again until there is something to do and a second look agrees"),
			keep: switchFlag("Watch on after that, until you leave: through a rollback, for example"),
			every: { kind: "parsed", parse: duration, brief: "Between two looks with --watch", default: "2s", placeholder: "duration" },
			exitCode: switchFlag("Exit with 7 (act) or 8 (not enough evidence)"),
		},
		aliases: PLACE_ALIASES,
		positional: { kind: "tuple", parameters: [argument("The service", "service")] },
	},
	loader: () => import("../commands/assess.ts"),
});

/** Whether a service is well. */
export const verify = buildCommand({
	docs: { brief: "Whether a service is well right now: health, smoke tests, thresholds" },
	parameters: { flags: PLACE, aliases: PLACE_ALIASES, positional: { kind: "tuple", parameters: [argument("The service", "service")] } },
	loader: () => import("../commands/verify.ts"),
});
