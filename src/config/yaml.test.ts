import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DESIGN, faultsOf, read } from "./text.fake.ts";

describe("a text that is no config", () => {
	it.each([
		["a: b: c", 1, "YAML syntax:"],
		["version: 1\nx: [1, 2\ny: 3", 3, "YAML syntax:"],
		["version: 1\n\tx: 1", 2, "A tab stands where YAML wants spaces."],
		["version: 1\n---\nversion: 1", 2, "The file holds several YAML documents."],
		["version: 1\nx: &a [*a]", 2, "The alias *a stands inside the part it repeats."],
		["version: 1\nx: *nowhere", 2, "There is no anchor &nowhere above this alias."],
		["", 1, "The file is empty."],
		["# only a comment", 1, "The file is empty."],
		["just text", 1, 'Found "just text"; expected is a mapping (key: value).'],
		["[1]", 1, "Found a list of 1; expected is a mapping (key: value)."],
	])("%j", (text, line, message) => {
		expect(faultsOf(text)[0]).toMatchObject({ line, message: expect.stringContaining(message) });
	});
	it("tells a duplicate key with its line, together with all other faults", () => {
		const faults = faultsOf("version: 1\nversion: 1\nsate: x\nservices: {}\n");
		expect(faults.map(({ line, message }) => `${line} ${message}`)).toEqual([
			"2 The same key stands twice in one mapping.",
			"3 There is no key `sate` here.",
			"4 There is no service in it.",
		]);
	});
	it("tells that a bare placeholder between braces wants quotes", () => {
		expect(faultsOf("version: 1\nchannels: { a: { slack: { webhook: ${HOOK} } } }")[0]).toMatchObject({
			line: 2,
			fix: 'Put the placeholder in quotes: "${NAME}".',
		});
	});
	it("refuses a tag instead of guessing what it means", () => {
		expect(faultsOf("version: 1\nservices: !!js/function x\n")[0]).toMatchObject({
			line: 2,
			fix: expect.stringContaining("Leave the tag away"),
		});
	});
	it("refuses alias bombs, nested and wide", () => {
		const laughs = ["a0: &a0 [x, x]", ...Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join("\n");
		expect(faultsOf(laughs)[0]?.message).toContain("Excessive alias count");
		expect(faultsOf(`a: &a x\nb: [${"*a, ".repeat(5_000)}]`)[0]?.message).toBe("The file holds more than 200 aliases.");
	});
	it("survives a text nested thousands deep", () => {
		expect(faultsOf("[".repeat(20_000)).length).toBeGreaterThan(0);
		expect(faultsOf(`${"[".repeat(5_000)}${"]".repeat(5_000)}`).length).toBeGreaterThan(0);
	});
	it("never throws, whatever the text is", () => {
		const words = fc.constantFrom(
			..."version services environments targets pm2 app 1 : - { } [ ] & * ! | > ' \" # , a production ${ 5% -".split(" "),
			"\n",
			"\n  ",
			"\t",
			" ",
			"\0",
		);
		const texts = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.array(words, { maxLength: 60 }).map((parts) => parts.join("")),
			mutated(DESIGN),
		);
		fc.assert(
			fc.property(texts, (text) => {
				const result = read(text);
				expect("config" in result || result.faults.length > 0).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});
	it("never throws, whatever the values are", () => {
		fc.assert(
			fc.property(misshapen(), (value) => {
				const result = read(JSON.stringify(value));
				expect("config" in result || result.faults.length > 0).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});
});

/** The text with a stretch of it cut out and something else put in. */
function mutated(text: string): fc.Arbitrary<string> {
	return fc
		.tuple(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 5 }))
		.map(([start, length, inserted]) => text.slice(0, start) + inserted + text.slice(start + length));
}

const JSON_VALUE = fc.jsonValue({ maxDepth: 2 });

/** Values in the shape of a config, with anything in any place. */
function misshapen(): fc.Arbitrary<unknown> {
	const entry = fc.dictionary(fc.constantFrom("name", "pm2", "git", "http", "prometheus", "x"), JSON_VALUE, { maxKeys: 3 });
	const place = fc.record(
		{
			targets: fc.oneof(fc.array(entry, { maxLength: 3 }), JSON_VALUE),
			health: fc.array(entry, { maxLength: 3 }),
			signals: fc.oneof(fc.dictionary(fc.string(), entry, { maxKeys: 2 }), JSON_VALUE),
			bake: JSON_VALUE,
			thresholds: JSON_VALUE,
			schema: JSON_VALUE,
		},
		{ requiredKeys: [] },
	);
	const service = fc.record(
		{ environments: fc.oneof(fc.dictionary(fc.string(), place, { maxKeys: 2 }), JSON_VALUE), dependsOn: JSON_VALUE },
		{ requiredKeys: [] },
	);
	return fc.record(
		{
			version: fc.constant(1),
			services: fc.oneof(fc.dictionary(fc.string(), service, { maxKeys: 2 }), JSON_VALUE),
			escalation: JSON_VALUE,
			contacts: JSON_VALUE,
			channels: JSON_VALUE,
		},
		{ requiredKeys: [] },
	);
}
