import { expect, it } from "vitest";
import { Saying } from "./saying.ts";

it("says a log's end once, and after that only what else is new", () => {
	const saying = new Saying();
	expect(saying.isFirst).toBe(true);
	expect(saying.newsOf("0 of 3; app crashes", "")).toBe("0 of 3; app crashes");
	expect(saying.isFirst).toBe(false);
	expect(saying.newsOf("0 of 3; app crashes", "; its log ends with: panic")).toBe("0 of 3; app crashes; its log ends with: panic");
	expect(saying.newsOf("0 of 3; app crashes", "; its log ends with: panic")).toBeNull();
	expect(saying.newsOf("0 of 3; app crashes, restarted 2 times", "; its log ends with: panic")).toBe(
		"0 of 3; app crashes, restarted 2 times",
	);
	expect(saying.newsOf("0 of 3; app crashes, restarted 2 times", "; its log ends with: out of memory")).toBe(
		"0 of 3; app crashes, restarted 2 times; its log ends with: out of memory",
	);
});
