import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "./canonical.ts";

it("gives equal bytes whatever the order of the keys", () => {
	expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
	expect(canonicalJson({ c: 1, b: 2 })).toBe(canonicalJson({ b: 2, c: 1 }));
});

it("survives a round trip through JSON, members called __proto__ included", () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const text = canonicalJson(value);
			expect(canonicalJson(JSON.parse(text))).toBe(text);
		}),
	);
	expect(canonicalJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
});
