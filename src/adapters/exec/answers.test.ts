import { expect, test } from "vitest";
import type { BackoutError } from "../../core/error.ts";
import { parseCurrent, parseHistory, parseState } from "./answers.ts";

/** Fails when anything was unreadable. */
const ids = (stdout: string) => parseHistory(stdout, "list", unexpected).map((release) => release.id);
const unexpected = (fault: BackoutError) => {
	throw fault;
};

test("the live release is the first line, or a JSON object", () => {
	expect(parseCurrent("v3\nnoise\n", "show")).toMatchObject({ id: "v3", label: "v3", deployedAt: null });
	expect(parseCurrent('{"id": 7, "commit": "abc", "deployedAt": "2026-01-02T03:04:05+01:00", "extra": 1}', "show")).toEqual({
		id: "7",
		label: "7",
		commit: "abc",
		digest: null,
		deployedAt: "2026-01-02T02:04:05.000Z",
		unavailable: null,
	});
});

test("a history may be lines, a JSON array or one JSON object a line", () => {
	expect(ids("v3\r\n\nv2\nv1")).toEqual(["v3", "v2", "v1"]);
	expect(ids('["v3", {"id": "v2"}]')).toEqual(["v3", "v2"]);
	expect(ids('{"id":"v3"}\n{"id":"v2","unavailable":"image gone"}\n')).toEqual(["v3", "v2"]);
});

test("a release that was deployed twice is listed once, at its newest place", () => {
	expect(ids("v1\nv2\nv1\n")).toEqual(["v1", "v2"]);
});

test.each([
	["", "`show` printed nothing"],
	["{broken", '`show` printed broken JSON: "{broken"'],
	['{"label": "x"}', "`show` printed a release that cannot be read"],
	['{"id": "v1", "deployedAt": "yesterday"}', "deployedAt is no time"],
	["v1\u001b[31m", "as a release id"],
	["x".repeat(600), "as a release id"],
])("a current that prints %j is an error that names the command", (stdout, message) => {
	expect(() => parseCurrent(stdout, "show")).toThrow(message);
});

test("an empty history is an error, never an empty list", () => {
	expect(() => parseHistory("\n", "list", unexpected)).toThrow("`list` printed no release");
});

test.each([
	["a line with a control character", "v3\nv\u001b[31m2\nv1\n", 'printed "v\u001b[31m2" as a release id'],
	["an object without an id", '["v3", {"label": "two"}, {"id": "v1"}]', "printed a release that cannot be read"],
	["an object with a time that is none", '{"id":"v3"}\n{"id":"v2","deployedAt":"last week"}\n{"id":"v1"}', "deployedAt is no time"],
	["a name that is too long", `v3\n${"x".repeat(600)}\nv1`, "as a release id"],
	["a value that is no release", '["v3", null, "v1"]', "printed a release that cannot be read"],
])("%s is left out of a history and told; the others stay", (_what, stdout, told) => {
	const faults: BackoutError[] = [];
	expect(parseHistory(stdout, "list", (fault) => faults.push(fault)).map((release) => release.id)).toEqual(["v3", "v1"]);
	expect(faults).toMatchObject([{ code: "exec.bad-output", message: expect.stringContaining(told) }]);
});

test.each([
	["no entry that can be read", '[{"label": "x"}, null]', "printed a release that cannot be read"],
	["broken JSON in an array", '["v3", "v2"', "printed broken JSON"],
	["an object over several lines, whose pieces are no names", '{\n"id": "v3"\n}\nv2', 'printed broken JSON: "{"'],
])("%s is an error, and nothing of it passes for a release", (_what, stdout, message) => {
	expect(() => parseHistory(stdout, "list", unexpected)).toThrow(message);
});

test("a state is a word with a detail, or JSON; anything else is unknown", () => {
	expect(parseState("landing: 2 of 3\n")).toEqual({ state: "landing", detail: "2 of 3" });
	expect(parseState('{"state": "broken", "detail": "image gone"}')).toEqual({ state: "broken", detail: "image gone" });
	expect(parseState("ok")).toEqual({ state: "unknown", detail: 'observe printed "ok", which is no state' });
	expect(parseState("")).toMatchObject({ state: "unknown" });
	expect(parseState('{"state": "fine"}')).toMatchObject({ state: "unknown" });
});
