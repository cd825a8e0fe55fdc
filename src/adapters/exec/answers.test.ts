import { expect, test } from "vitest";
import { parseCurrent, parseHistory, parseState } from "./answers.ts";

const ids = (stdout: string) => parseHistory(stdout, "list").map((release) => release.id);

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
	expect(() => parseHistory("\n", "list")).toThrow("`list` printed no release");
});

test("a state is a word with a detail, or JSON; anything else is unknown", () => {
	expect(parseState("landing: 2 of 3\n")).toEqual({ state: "landing", detail: "2 of 3" });
	expect(parseState('{"state": "broken", "detail": "image gone"}')).toEqual({ state: "broken", detail: "image gone" });
	expect(parseState("ok")).toEqual({ state: "unknown", detail: 'observe printed "ok", which is no state' });
	expect(parseState("")).toMatchObject({ state: "unknown" });
	expect(parseState('{"state": "fine"}')).toMatchObject({ state: "unknown" });
});
