import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { hasPlaceholder, isUrlLike } from "../core/settings.ts";
import { foundText } from "./found.ts";

/** Makes a schema that turns text or a number into something else, or says what was found, what is allowed and what to write. */
function parsed<T>(parse: (value: string | number) => T | null, allowed: string, fix: string, description: string) {
	const complain = (input: unknown) => `Found ${foundText(input)}; allowed is ${allowed}.`;
	return z
		.union([z.string(), z.number()], { error: (issue) => (issue.input === undefined ? undefined : complain(issue.input)) })
		.describe(description)
		.transform((value, context): T => {
			const result = parse(value);
			if (result !== null) return result;
			context.issues.push({ code: "custom", input: value, message: complain(value), params: { fix } });
			return z.NEVER;
		});
}

function durationOf(value: string | number): number | null {
	return typeof value === "string" ? parseDuration(value) : value === 0 ? 0 : null;
}

/** A duration such as `90s` or `1h30m`, in milliseconds; `0` needs no unit. */
export const durationMs = parsed(
	durationOf,
	"a duration with its unit, zero or more",
	"Write it like 90s, 30m or 1h30m.",
	"A duration: 90s, 30m, 1h30m, 2d.",
);

/** A duration above zero, in milliseconds. */
export const positiveDurationMs = parsed(
	(value) => durationOf(value) || null,
	"a duration with its unit, above zero",
	"Write it like 90s, 30m or 1h30m.",
	"A duration above zero: 90s, 30m, 1h30m.",
);

/** A share as `5%` or `0.05`, 0..1. */
export const ratio = parsed(ratioOf, "a share from 0% to 100% (or 0 to 1)", "Write it like 5% or 0.05.", "A share: 5% or 0.05.");

/** 0..1 of `5%` or `0.05`; null when it is neither. */
export function ratioOf(value: string | number): number | null {
	const percent = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim())?.[1] : undefined;
	const share = percent === undefined ? Number(value === "" ? Number.NaN : value) : Number(percent) / 100;
	return share >= 0 && share <= 1 ? share : null;
}

/** "This many times what it was": 1 or more. */
export const factor = parsed(
	(value) => (typeof value === "number" && value >= 1 && Number.isFinite(value) ? value : null),
	"a number of 1 or more (1.5 means: half as slow again)",
	"Write it like 1.5.",
	"Times what it was before: 1.5 means 50 % slower.",
);

/** Text with something in it. */
export const text = z.string().min(1);

/** `sqlite:path`, `postgres://…`, or a placeholder that becomes the latter. */
export const stateText = z
	.string()
	.refine(isState, {
		error: (issue) => `Found ${foundText(issue.input)}; allowed are sqlite:<path> and postgres://<host>/<database>.`,
		params: { fix: "Write sqlite:.backout/state.db, or the URL of a PostgreSQL that the team shares." },
	})
	.describe("Where Backout keeps its state: sqlite:path or postgres://…");

function isState(state: string): boolean {
	if (state.startsWith("sqlite:")) return state.length > "sqlite:".length && !state.startsWith("sqlite://");
	return isUrlLike(state, ["postgres:", "postgresql:"]);
}

/** An http(s) URL, or one to come from a placeholder. */
export const webUrl = z.string().refine((url) => isUrlLike(url, ["http:", "https:"]), {
	error: (issue) => `Found ${foundText(issue.input)}; allowed is an http:// or https:// URL.`,
	params: { fix: "Write the whole URL, with https:// in front." },
});

/** A database's URL: any scheme with a host, or a path after it (`sqlite:///x.db`), or one to come from a placeholder. */
export const databaseUrl = z.string().refine((url) => hasPlaceholder(url) || /^[a-z][a-z0-9+.-]*:\/\/\S/i.test(url), {
	error: (issue) => `Found ${foundText(issue.input)}; allowed is a database URL.`,
	params: { fix: "Write it like postgres://host/database, or better name it: ${DATABASE_URL}." },
});
