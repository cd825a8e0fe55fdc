import { expect, test } from "vitest";
import { createLogger, type LogLevel, wantsColor } from "./logger.ts";
import { createMasker } from "./masker.ts";

function written(level: LogLevel, say: (log: ReturnType<typeof createLogger>) => void): string {
	const masker = createMasker();
	masker.add("hunter22");
	let text = "";
	say(createLogger({ level, masker, write: (line) => (text += line) }));
	return text;
}

test("messages below the level are dropped", () => {
	const all = (log: ReturnType<typeof createLogger>) => {
		log.debug("d");
		log.info("i");
		log.warn("w");
	};
	expect(written("info", all)).toBe("info: i\nwarn: w\n");
	expect(written("silent", all)).toBe("");
});

test("secrets are masked", () => {
	expect(written("info", (log) => log.warn("key hunter22"))).toBe("warn: key ***\n");
});

test("a hostile message can neither colour the terminal nor pose as a second line", () => {
	expect(written("info", (log) => log.info("a\u001b[31mb\ninfo: forged\r\nx\u202e"))).toBe(
		"info: a\\u{1b}[31mb\n  info: forged\n  x\\u{202e}\n",
	);
});

test("colour needs a terminal and yields to NO_COLOR", () => {
	expect(wantsColor({}, { isTTY: true })).toBe(true);
	expect(wantsColor({}, {})).toBe(false);
	expect(wantsColor({ NO_COLOR: "1", FORCE_COLOR: "1" }, { isTTY: true })).toBe(false);
	expect(wantsColor({ FORCE_COLOR: "1" }, {})).toBe(true);
});
