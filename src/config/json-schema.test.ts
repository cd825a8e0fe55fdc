import { describe, expect, it } from "vitest";
import { configJsonSchema } from "./json-schema.ts";
import { FAKE_KINDS } from "./kinds.fake.ts";

describe("configJsonSchema", () => {
	const schema = configJsonSchema(FAKE_KINDS);
	const text = JSON.stringify(schema);

	it("names its dialect and refuses unknown keys", () => {
		expect(schema).toMatchObject({
			$schema: "https://json-schema.org/draft/2020-12/schema",
			additionalProperties: false,
			required: ["version", "services"],
		});
	});
	it("takes settings as people write them, not as the program reads them", () => {
		expect(text).toContain("A duration: 90s, 30m, 1h30m, 2d.");
		expect(text).not.toContain('"required":["file","service"]');
	});
	it("holds what every kind brings, and its explanations", () => {
		for (const kind of ["pm2", "compose", "git", "exec", "http", "command", "prometheus", "log", "slack", "webhook"])
			expect(text).toContain(`"${kind}":`);
		expect(text).toContain("Roll back at once above this share of failed requests (5%).");
	});
});
