import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkShape } from "./explain.ts";

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
