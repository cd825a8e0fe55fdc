import fc from "fast-check";
import { expect, test } from "vitest";
import { fillTemplate } from "./template.ts";

test("a value stays inside its own element, whatever is in it", () => {
	fc.assert(
		fc.property(fc.string(), (release) => {
			fc.pre(!release.startsWith("-"));
			expect(fillTemplate(["deploy", "{release}", "--to={release}"], { release })).toEqual(["deploy", release, `--to=${release}`]);
		}),
	);
});

test("a value is filled in once: a release named like a placeholder is plain text", () => {
	expect(fillTemplate(["deploy", "{release}", "{from}"], { release: "{from}", from: "v1" })).toEqual(["deploy", "{from}", "v1"]);
});

test("doubled braces are plain text, and other braces are left alone", () => {
	expect(fillTemplate(["x", "{{release}}", '{"id":"{release}"}', "{{.Id}}"], { release: "v1" })).toEqual([
		"x",
		"{release}",
		'{"id":"v1"}',
		"{{.Id}}",
	]);
});

test("a value that starts with a dash is refused where it would be an option, and taken where it is embedded", () => {
	expect(() => fillTemplate(["git", "checkout", "{release}"], { release: "--upload-pack=evil" })).toThrow(
		'"--upload-pack=evil" starts with a dash: git would take it for an option',
	);
	expect(fillTemplate(["deploy", "--to={release}"], { release: "-x" })).toEqual(["deploy", "--to=-x"]);
});

test("a value that a remote shell would read is refused", () => {
	expect(() => fillTemplate(["ssh", "host", "deploy", "{release}"], { release: "v1; rm -rf ~" })).toThrow(
		"read by the shell on the other side",
	);
	expect(fillTemplate(["ssh", "host", "deploy", "{release}"], { release: "v1.2" })).toEqual(["ssh", "host", "deploy", "v1.2"]);
});
