import { describe, expect, test } from "vitest";
import { clipped, hanging, markedLines, printable, visibleLength, wrapped } from "./text.ts";

const RED = "\u001b[31mred\u001b[39m";

describe("text on a terminal", () => {
	test("what others wrote can neither move the cursor, nor clear the screen, nor pose as another line", () => {
		const hostile = "v2\u001b[2J\u001b]0;owned\u0007\r\n✓ all well\u202etxt";
		expect(printable(hostile)).toBe("v2\\u{1b}[2J\\u{1b}]0;owned\\u{7}  ✓ all well\\u{202e}txt");
	});

	test("our own colours stay", () => {
		expect(printable(RED)).toBe(RED);
		expect(visibleLength(RED)).toBe(3);
	});

	test("a control character before a bracket is no colour", () => {
		expect(printable("\u0007[31m")).toBe("\\u{7}[31m");
	});

	test("lines are broken at spaces, and a path stays whole to be copied", () => {
		expect(wrapped("see /a/very/long/path/of/things now", 12)).toEqual(["see", "/a/very/long/path/of/things", "now"]);
	});

	test("spaces that were meant stay", () => {
		expect(wrapped("run run-1  v2 → v1", 40)).toEqual(["run run-1  v2 → v1"]);
	});

	test("what follows hangs under where it began", () => {
		expect(hanging("! ", "one two three four five six", 22)).toEqual(["! one two three four", "  five six"]);
	});

	test("a line is cut to the terminal's width, and its colour ends with it", () => {
		expect(clipped("plain text", 6)).toBe("plain…");
		expect(clipped(`${RED} and more`, 5)).toBe("\u001b[31mred\u001b[39m …\u001b[0m");
		expect(clipped("short", 6)).toBe("short");
	});

	test("names are aligned where there is room, and stand above their texts where there is none", () => {
		const entries = [
			{ mark: "✓", name: "api", text: "answers" },
			{ mark: "✗", name: "http://127.0.0.1:80/health", text: "answered 500" },
		];
		expect(markedLines(entries, 80)).toEqual(["  ✓ api                         answers", "  ✗ http://127.0.0.1:80/health  answered 500"]);
		expect(markedLines(entries, 40)).toEqual(["  ✓ api  answers", "  ✗ http://127.0.0.1:80/health", "      answered 500"]);
	});
});
