import { describe, expect, it } from "vitest";
import { hasPlaceholder, isUrlLike, isUrlOrPlaceholder, settingParts } from "./settings.ts";

describe("settingParts", () => {
	it("splits text, variables and files in order", () => {
		expect(settingParts("a${B}c${file:./d e.txt}")).toEqual([
			{ kind: "text", text: "a" },
			{ kind: "variable", name: "B" },
			{ kind: "text", text: "c" },
			{ kind: "file", path: "./d e.txt" },
		]);
	});
	it("reads $${ as the plain text ${", () => {
		expect(settingParts("$${A}").map((part) => (part.kind === "text" ? part.text : part.kind))).toEqual(["${", "A}"]);
		expect(hasPlaceholder("$${A}")).toBe(false);
	});
	it("tells a ${ that is neither a name nor a file", () => {
		expect(settingParts("x${HOME:-y}")).toEqual([
			{ kind: "text", text: "x" },
			{ kind: "malformed", text: "${HOME:-y}" },
		]);
		expect(settingParts("${")).toEqual([{ kind: "malformed", text: "${" }]);
		expect(hasPlaceholder("${}")).toBe(false);
	});
});

describe("isUrlOrPlaceholder", () => {
	it.each(["http://a", "https://a:8080/b?c=d", "${URL}", "${BASE}/health", "https://${HOST}:${PORT}/x"])("accepts %s", (text) => {
		expect(isUrlOrPlaceholder(text)).toBe(true);
	});
	it.each(["", "a", "ftp://a", "http://", "http:// a", "file:///etc/passwd", "javascript:alert(1)", "ftp://${HOST}", "$${URL}"])(
		"refuses %j",
		(text) => {
			expect(isUrlOrPlaceholder(text)).toBe(false);
		},
	);
	it("takes other schemes when they are named", () => {
		expect(isUrlLike("redis://h:6379/0", ["redis:", "rediss:"])).toBe(true);
		expect(isUrlLike("http://h", ["redis:"])).toBe(false);
	});
});
