import { expect, test } from "vitest";
import { createMasker } from "../../runtime/masker.ts";
import { maskedLines } from "./masked-lines.ts";

function lines() {
	const masker = createMasker();
	masker.add("s3cret-t0ken");
	const heard: string[] = [];
	return {
		heard,
		lines: maskedLines(
			(text) => masker.mask(text),
			(text) => heard.push(text),
		),
	};
}

test("a secret that comes in two pieces is masked", () => {
	const { heard, lines: told } = lines();
	told.push("token s3cret-");
	told.push("t0ken\nnext");
	told.end();
	expect(heard).toEqual(["token ***\n", "next"]);
});

test("a progress bar is told as it moves", () => {
	const { heard, lines: told } = lines();
	told.push("10 %\r20 %\r30");
	expect(heard).toEqual(["10 %\r20 %\r"]);
});

test("output without a line end does not fill the memory", () => {
	const { heard, lines: told } = lines();
	for (let piece = 0; piece < 10; piece++) told.push("x".repeat(20_000));
	expect(heard.join("").length).toBeGreaterThan(100_000);
});
