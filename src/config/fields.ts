import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { hasPlaceholder, isUrlLike } from "../core/settings.ts";
import { foundText } from "./found.ts";

/** Makes a schema that turns text or a number into something else, or says what was found and what is allowed. */
function parsed<T>(parse: (value: string | number) => T | null, allowed: string, example: string | number, description: string) {
	const complain = (input: unknown) => `Found ${foundText(input)}; allowed is ${allowed}.`;
	return z
		.union([z.string(), z.number()], { error: (issue) => (issue.input === undefined ? undefined : complain(issue.input)) })
		.meta({ description, examples: [example] })
		.transform((value, context): T => {
			const result = parse(value);
			if (result !== null) return result;
			context.issues.push({ code: "custom", input: value, message: complain(value) });
			return z.NEVER;
		});
}

function durationOf(value: string | number): number | null {
	return typeof value === "string" ? parseDuration(value) : value === 0 ? 0 : null;
}

/** A duration such as `90s` or `1h30m`, in milliseconds, like the example; `0` needs no unit. */
export function durationMs(example: string) {
	return parsed(durationOf, "a duration with its unit (90s, 30m, 1h30m), zero or more", example, "A duration: 90s, 30m, 1h30m, 2d.");
}

/** A duration above zero, in milliseconds, like the example. */
export function positiveDurationMs(example: string) {
	const allowed = "a duration with its unit (90s, 30m, 1h30m), above zero";
	return parsed((value) => durationOf(value) || null, allowed, example, "A duration above zero: 90s, 30m, 1h30m.");
}

/** A share as `5%` or `0.05`, 0..1, like the example. */
export function ratio(example: string) {
	return parsed(ratioOf, "a share from 0% to 100% (or 0 to 1)", example, "A share: 5% or 0.05.");
}

/** 0..1 of `5%` or `0.05`; null when it is neither. */
export function ratioOf(value: string | number): number | null {
	const percent = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim())?.[1] : undefined;
	const share = percent === undefined ? Number(value === "" ? Number.NaN : value) : Number(percent) / 100;
	return share >= 0 && share <= 1 ? share : null;
}

/** "This many times what it was": 1 or more, like the example. */
export function factor(example: number) {
	const allowed = "a number of 1 or more (1.5 means: half as slow again)";
	return parsed(factorOf, allowed, example, "Times what it was before: 1.5 means 50 % slower.");
}

function factorOf(value: string | number): number | null {
	return typeof value === "number" && value >= 1 && Number.isFinite(value) ? value : null;
}

/** Text with something in it, like the example. */
export function text(example: string) {
	return z
		.string()
		.min(1)
		.meta({ examples: [example] });
}

/** `sqlite:path`, `postgres://…`, or a placeholder that becomes the latter. */
export const stateText = z
	.string()
	.refine(isState, {
		error: (issue) => `Found ${foundText(issue.input)}; allowed are sqlite:<path> and postgres://<host>/<database>.`,
	})
	.meta({
		description: "Where Backout keeps its state: sqlite:path or postgres://…",
		examples: ["sqlite:.backout/state.db", "${STATE_URL}"],
	});

function isState(state: string): boolean {
	if (state.startsWith("sqlite:")) return state.length > "sqlite:".length && !state.startsWith("sqlite://");
	return isUrlLike(state, ["postgres:", "postgresql:"]);
}

/** An http(s) URL, or one to come from a placeholder. */
export const webUrl = z
	.string()
	.refine((url) => isUrlLike(url, ["http:", "https:"]), {
		error: (issue) => `Found ${foundText(issue.input)}; allowed is an http:// or https:// URL.`,
	})
	.meta({ examples: ["https://example.com/rota"] });

/** A database's URL: any scheme with a host, or a path after it (`sqlite:///x.db`), or one to come from a placeholder. */
export const databaseUrl = z
	.string()
	.refine((url) => hasPlaceholder(url) || /^[a-z][a-z0-9+.-]*:\/\/\S/i.test(url), {
		error: (issue) => `Found ${foundText(issue.input)}; allowed is a database URL: postgres://host/database.`,
	})
	.meta({ examples: ["${DATABASE_URL}", "postgres://db.example.com/shop"] });
