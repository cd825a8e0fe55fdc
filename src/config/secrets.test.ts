import { describe, expect, it } from "vitest";
import { BackoutError } from "../core/error.ts";
import { fillKnown, resolveSecrets, type SecretSources } from "./secrets.ts";

const PATH = ["channels", "incidents", "slack"];

function world(env: SecretSources["env"], files: Readonly<Record<string, string>> = {}) {
	const masked: string[] = [];
	const sources: SecretSources = {
		env,
		readFile(path) {
			const text = files[path];
			if (text === undefined) throw new Error("ENOENT: no such file");
			return text;
		},
		masker: { add: (secret) => masked.push(secret), mask: (text) => text },
	};
	return { sources, masked };
}

function thrownBy(work: () => unknown): BackoutError {
	try {
		work();
	} catch (thrown) {
		if (thrown instanceof BackoutError) return thrown;
	}
	throw new Error("nothing was thrown");
}

describe("resolveSecrets", () => {
	it("replaces placeholders however deep, leaves the rest alone, and masks every value", () => {
		const { sources, masked } = world({ HOOK: "https://hooks/abc", USER: "deploy" }, { "./key": "s3cret\n" });
		const settings = { webhook: "${HOOK}", headers: [{ auth: "${USER}:${file:./key}" }], count: 5, on: true, none: null };
		expect(resolveSecrets(settings, sources, PATH)).toEqual({
			webhook: "https://hooks/abc",
			headers: [{ auth: "deploy:s3cret" }],
			count: 5,
			on: true,
			none: null,
		});
		expect(masked).toEqual(["https://hooks/abc", "deploy", "s3cret"]);
	});
	it("does not change what it is given", () => {
		const settings = Object.freeze({ a: Object.freeze(["${A}"]) });
		expect(resolveSecrets(settings, world({ A: "value" }).sources, PATH)).toEqual({ a: ["value"] });
	});
	it("turns $${ into ${ and never reads a resolved value again", () => {
		const { sources } = world({ A: "${B}", B: "no" });
		expect(resolveSecrets("$${A} ${A}", sources, PATH)).toBe("${A} ${B}");
	});
	it("masks the password of a URL and each line of a key by itself, as tools print them", () => {
		const { sources, masked } = world({ DB: "postgres://u:p%40ss@h/d" }, { key: "-----BEGIN-----\nabc123\n" });
		resolveSecrets(["${DB}", "${file:key}"], sources, PATH);
		expect(masked).toEqual(expect.arrayContaining(["postgres://u:p%40ss@h/d", "p%40ss", "p@ss", "-----BEGIN-----\nabc123", "abc123"]));
	});
	it("names the variable that is not set, who needs it, and what to do", () => {
		const error = thrownBy(() => resolveSecrets({ webhook: ["${HOOK}"] }, world({}).sources, PATH));
		expect([error.code, error.message, error.fix]).toEqual([
			"config.variable-missing",
			"The environment variable HOOK, which channels.incidents.slack.webhook[0] needs, is not set.",
			"Set it and try again: export HOOK=…",
		]);
	});
	it("takes an empty variable or file for a mistake, not for a secret", () => {
		expect(thrownBy(() => resolveSecrets("${HOOK}", world({ HOOK: "" }).sources, PATH)).message).toContain("is set but empty.");
		expect(thrownBy(() => resolveSecrets("${file:f}", world({}, { f: "\n" }).sources, PATH)).message).toBe(
			"The file f, which channels.incidents.slack needs, is empty.",
		);
	});
	it("names the file that cannot be read", () => {
		const error = thrownBy(() => resolveSecrets("${file:/run/key}", world({}).sources, PATH));
		expect([error.code, error.message]).toEqual([
			"config.secret-file",
			"The file /run/key, which channels.incidents.slack needs, could not be read: ENOENT: no such file.",
		]);
	});
	it("refuses half a placeholder", () => {
		expect(thrownBy(() => resolveSecrets("${A", world({ A: "x" }).sources, PATH)).code).toBe("config.placeholder-malformed");
	});
});

describe("fillKnown", () => {
	it("fills what the environment has and leaves a text with anything else as it stands", () => {
		expect(fillKnown(["${A}/x", "${A}${B}", "${file:f}", "$${A}"], { A: "1" })).toEqual(["1/x", "${A}${B}", "${file:f}", "${A}"]);
	});
});
