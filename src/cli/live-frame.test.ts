import { expect, test } from "vitest";
import { openLiveFrame } from "./live-frame.ts";

/** A terminal that obeys what a frame asks of it; made narrower, it breaks the lines that are too long for it, as terminals do. */
function terminal(columns: number, rows: number) {
	let lines: string[] = ["$ backout assess shop --watch"];
	let [row, column] = [1, 0];
	const put = (sign: string): void => {
		const line = lines[row] ?? "";
		lines[row] = line.slice(0, column).padEnd(column) + sign + line.slice(column + 1);
		column++;
	};
	const obey = (command: string, count: number): void => {
		if (command === "A") row = Math.max(0, row - count);
		if (command === "K" || command === "J") lines[row] = (lines[row] ?? "").slice(0, column);
		if (command === "J") lines = lines.slice(0, row + 1);
	};
	const type = (text: string): void => {
		for (const sign of text) {
			if (sign === "\r" || sign === "\n") column = 0;
			if (sign === "\n") row++;
			if (sign !== "\r" && sign !== "\n") put(sign);
		}
	};
	return {
		columns,
		rows,
		write(text: string): boolean {
			const [first = "", ...rest] = text.split("\u001b[");
			type(first);
			for (const part of rest) {
				const [, count, command = "", plain = ""] = /^\??(\d*)([A-Za-z])([\s\S]*)$/.exec(part) ?? [];
				obey(command, Number(count));
				type(plain);
			}
			return true;
		},
		narrow(to: number): void {
			lines = lines.flatMap((line) => line.match(new RegExp(`.{1,${to}}`, "g")) ?? [""]);
			row = lines.length - 1;
			this.columns = to;
		},
		shown: () => lines.filter((line) => line !== ""),
	};
}

test("each picture stands where the one before stood, also when it is lower, and what was above stays", () => {
	const screen = terminal(40, 24);
	const frame = openLiveFrame(screen);
	frame.draw(["one", "two", "three"]);
	frame.draw(["four", "five"]);
	frame.draw(["six", "seven", "eight"]);
	frame.close();
	expect(screen.shown()).toEqual(["$ backout assess shop --watch", "six", "seven", "eight"]);
});

test("only what has changed is written again", () => {
	const screen = terminal(40, 24);
	const written: string[] = [];
	const frame = openLiveFrame({ columns: 40, rows: 24, write: (text: string) => written.push(text) > 0 && screen.write(text) });
	frame.draw(["one", "two", "three"]);
	frame.draw(["one", "2", "three"]);
	expect(written.at(-1)).not.toMatch(/one|three/);
	expect(screen.shown()).toEqual(["$ backout assess shop --watch", "one", "2", "three"]);
});

test("a terminal that was made narrower has broken the lines: the next picture covers all of them", () => {
	const screen = terminal(40, 24);
	const frame = openLiveFrame(screen);
	frame.draw(["a".repeat(40), "b".repeat(30)]);
	screen.narrow(30);
	frame.draw(["c".repeat(30)]);
	expect(screen.shown()).toEqual(["$ backout assess shop --watch", "c".repeat(30)]);
});

test("a terminal whose rows have changed is cleared first: a piece of an older picture may have come back from above", () => {
	const written: string[] = [];
	const stream = { columns: 120, rows: 12, write: (text: string) => written.push(text) > 0 };
	const frame = openLiveFrame(stream);
	frame.draw(["one", "two"]);
	frame.draw(["one", "2"]);
	expect(written.at(-1)).not.toContain("\u001b[2J");
	stream.rows = 40;
	frame.draw(["one", "2"]);
	expect(written.at(-1)).toContain("\u001b[2J\u001b[H");
	expect(written.at(-1)).toContain("one");
});

test("the cursor is hidden while it is drawn, and there again afterwards", () => {
	const written: string[] = [];
	const frame = openLiveFrame({ columns: 80, rows: 24, write: (text: string) => written.push(text) > 0 });
	frame.draw(["one"]);
	frame.close();
	expect(written.at(0)).toBe("\u001b[?25l");
	expect(written.at(-1)).toBe("\u001b[?25h");
	expect(written.join("").split("\u001b[?7l")).toHaveLength(written.join("").split("\u001b[?7h").length);
});
