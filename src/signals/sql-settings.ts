import { z } from "zod";
import { besideOtherFaults, hasPlaceholder, isUrlLike } from "../core/settings.ts";
import { durationSetting } from "./settings.ts";
import { asksForWindow, isOneQuery } from "./sql-text.ts";

const WINDOW = "at >= :from and at < :to";
const COUNT = `select count(*) from orders where ${WINDOW}`;

const querySetting = z.string().refine(isOneQuery, { error: "must be one query that only reads: SELECT …" });
const windowedSetting = (example: string) =>
	querySetting.refine(asksForWindow, { error: `must ask for the window: … where ${WINDOW}` }).meta({ examples: [example] });

/** Settings of a database source, before it is known which of the three shapes they have. */
export const sqlSchema = z
	.strictObject({
		url: z
			.string()
			.refine(isDatabase, { error: "must be postgres://host/database or sqlite:path" })
			.meta({ examples: ["${DATABASE_URL}", "sqlite:shop.db"] })
			.describe("postgres://… or sqlite:path; best ${NAME}, as it holds a password"),
		errors: windowedSetting(`${COUNT} and status = 'failed'`).optional().describe("Counts what failed between :from and :to"),
		requests: windowedSetting(COUNT).optional().describe("Counts all of it between :from and :to"),
		count: windowedSetting(`select count(*) from refunds where ${WINDOW}`)
			.optional()
			.describe("Counts what should not come up more than before, between :from and :to"),
		check: querySetting
			.meta({ examples: ["select count(*) from products"] })
			.optional()
			.describe("Gives one row: true or a number above zero passes; false, 0 and no row fail"),
		within: durationSetting.optional().describe("How long all queries of one look may take together; 5s when left out"),
	})
	.refine((settings) => shapesOf(settings) === 1, {
		error: "must have either errors and requests, or count, or check",
		when: besideOtherFaults,
	})
	.meta({ examples: [{ url: "${DATABASE_URL}", count: `select count(*) from refunds where ${WINDOW}` }] });

/** What a database source is told. */
export type SqlConfig = z.infer<typeof sqlSchema>;

/** What is asked of the database. */
export type SqlQuestion =
	| { readonly kind: "ratio"; readonly errors: string; readonly requests: string }
	| { readonly kind: "count"; readonly count: string }
	| { readonly kind: "check"; readonly check: string };

/** The question that the settings ask; throws when the schema has not let them through. */
export function sqlQuestionOf({ errors, requests, count, check }: SqlConfig): SqlQuestion {
	if (errors !== undefined && requests !== undefined) return { kind: "ratio", errors, requests };
	if (count !== undefined) return { kind: "count", count };
	if (check !== undefined) return { kind: "check", check };
	throw new Error("a database source without a query came past its schema");
}

type Queries = { readonly [name in "errors" | "requests" | "count" | "check"]?: string | undefined };

function shapesOf({ errors, requests, count, check }: Queries): number {
	// One of the first two alone is half a shape, and nothing makes it a whole one.
	const ratioParts = [errors, requests].filter((query) => query !== undefined).length;
	return ratioParts / 2 + [count, check].filter((query) => query !== undefined).length;
}

function isDatabase(text: string): boolean {
	if (text.startsWith("sqlite:")) return text.length > "sqlite:".length && !text.startsWith("sqlite://");
	return isUrlLike(text, ["postgres:", "postgresql:"]);
}

/** The database that a URL leads to, without user, password and options: the same under two users is the same. A text that is not yet a URL is left as it is. */
export function databaseOf(url: string): string {
	if (url.startsWith("sqlite:")) return url.replace(/^sqlite:(?:\.\/)*/, "sqlite:");
	const parsed = hasPlaceholder(url) ? null : URL.parse(url);
	if (parsed === null) return url;
	return `postgres://${parsed.hostname.toLowerCase()}:${parsed.port || "5432"}${parsed.pathname}`;
}
