import { hostname, userInfo } from "node:os";
import { expect, test } from "vitest";
import { newId, whoAmI } from "./identity.ts";

test("BACKOUT_USER says who is acting, on one line", () => {
	expect(whoAmI({ BACKOUT_USER: " ana\nroot " })).toBe("ana root");
});

test("without it the account and the host do, and behind sudo the person", () => {
	expect(whoAmI({})).toBe(`${userInfo().username}@${hostname()}`);
	expect(whoAmI({ BACKOUT_USER: "", SUDO_USER: "ana" })).toBe(`ana@${hostname()}`);
});

test("ids sort by time and, within a millisecond, in the order they were made", () => {
	const now = Date.UTC(2026, 0, 1);
	const ids = [now, now, now, now + 1, now + 1_000, now + 86_400_000].map((ms) => newId("run", ms));
	expect(ids.toSorted()).toEqual(ids);
	expect(new Set(ids).size).toBe(ids.length);
});

test("ids are short and without letters that are misread", () => {
	expect(newId("run", Date.now())).toMatch(/^run-[0-9a-hjkmnp-tv-z]{14}$/);
});
