import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkShape } from "./explain.ts";
import { withoutPassword } from "./found.ts";

const refusing = (error: string) =>
	z.strictObject({ minimumDays: z.int().optional(), only: z.boolean().optional() }).refine(() => false, { error });
const messages = (error: string, value: unknown) => {
	const checked = checkShape(refusing(error), value, ["tls"]);
	return "faults" in checked ? checked.faults.map(({ message }) => message) : [];
};

describe("a schema's own message about a whole mapping", () => {
	it("begins with a capital", () => {
		expect(messages("must have either host or url", { only: true })).toEqual(["Must have either host or url."]);
	});
	it("leaves a key as it is written, whether the file has it or takes its default", () => {
		expect(messages("minimumDays must not be above warnDays", { minimumDays: 30 })).toEqual(["minimumDays must not be above warnDays."]);
		expect(messages("minimumDays must not be above warnDays", {})).toEqual(["minimumDays must not be above warnDays."]);
		expect(messages("only needs expect", { only: true })).toEqual(["only needs expect."]);
	});
});

describe("a fix", () => {
	const fixes = (schema: z.ZodType, value: unknown) => {
		const checked = checkShape(schema, value, []);
		return "faults" in checked ? checked.faults.map(({ message, fix }) => `${message} ${fix}`) : [];
	};
	it("names the key where a kind of one's own brings no example", () => {
		expect(fixes(z.strictObject({ app: z.string() }), { app: [] })).toEqual([
			"Found an empty list; expected is text. Give `app` a value that its kind's own page allows.",
		]);
		expect(fixes(z.strictObject({ app: z.string() }), {})).toEqual(["`app` is missing; expected is text. Add `app`."]);
	});
	it("offers to remove the line only where it may be left out", () => {
		const app = z.string().meta({ examples: ["shop"] });
		expect(fixes(z.strictObject({ app, other: app.optional() }), { app: null, other: null })).toEqual([
			"`app` has no value; expected is text. Write it like this: `app: shop`.",
			"`other` has no value; expected is text. Write it like this: `other: shop`, or remove the line.",
		]);
	});
	it("repeats no number that may be a secret", () => {
		const token = z.string().meta({ examples: ["${TOKEN}"] });
		expect(fixes(z.strictObject({ token }), { token: 90210 })).toEqual([
			'Found a number; expected is text. Write it like this: `token: "${TOKEN}"`.',
		]);
	});
	it("means the form that knows the key, however it is misspelt", () => {
		const forms = z.union([z.strictObject({ service: z.string() }), z.strictObject({ container: z.string() })]);
		expect(fixes(forms, { containr: "x" })[1]).toContain("Did you mean `container`?");
	});
});

it("a password is taken out of any URL, with slashes and at signs in it, and so is a query", () => {
	expect(["postgres://u:p/w@d@db/shop", "see https://h/x?token=abc now"].map(withoutPassword)).toEqual([
		"postgres://***@db/shop",
		"see https://h/x?*** now",
	]);
});
