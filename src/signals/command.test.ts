import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Reading, Window } from "../core/signal.ts";
import { signalContext } from "../testing/signal-context.ts";
import { type CommandCheckConfig, commandSignal } from "./command.ts";

const now: Window = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:05:00Z" };
const directory = realpathSync(mkdtempSync(join(tmpdir(), "backout-command-")));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function check(config: CommandCheckConfig, deadline = AbortSignal.timeout(10_000)): Promise<Reading & { kind: "check" }> {
	const reading = await commandSignal.connect(commandSignal.schema.parse(config), signalContext("smoke", directory)).read(now, deadline);
	if (reading.kind !== "check") throw new Error(`a ${reading.kind}, not a check`);
	return reading;
}

const node = (script: string) => [process.execPath, "-e", script];

test("exit 0 passes", async () => {
	const reading = await check(node(""));
	expect(reading.passed).toBe(true);
	expect(reading.latencyMs).toBeGreaterThan(0);
});

test("another exit fails and shows the last line that was said", async () => {
	const reading = await check(node("console.error('checkout: 3 of 9 failed\\n'); process.exit(3)"));
	expect(reading.passed).toBe(false);
	expect(reading.detail).toMatch(/^exit 3 after .*: checkout: 3 of 9 failed$/);
});

test("a command that does not end in time fails", async () => {
	const reading = await check({ argv: node("setInterval(() => {}, 1000)"), within: "200ms" });
	expect(reading).toMatchObject({ passed: false, detail: "did not end within 200 ms" });
});

test("a person who leaves makes it unknown", async () => {
	expect((await check(node("setInterval(() => {}, 1000)"), AbortSignal.abort())).passed).toBe(null);
});

test("a tool that is not there is unknown, and the detail says what to do", async () => {
	const reading = await check(["no-such-tool-of-ours"]);
	expect(reading.passed).toBe(null);
	expect(reading.detail).toContain("install no-such-tool-of-ours");
	expect((await check(["/bin/sh", "-c", "no-such-tool-of-ours"])).passed).toBe(null);
});

test("arguments are not interpreted, and it runs beside the config file", async () => {
	writeFileSync(join(directory, "here"), "");
	expect((await check(node("process.exit(require('node:fs').existsSync('here') ? 0 : 1)"))).passed).toBe(true);
	expect((await check([...node("process.exit(process.argv[1] === '$(exit 1); x' ? 0 : 1)"), "$(exit 1); x"])).passed).toBe(true);
});

test("a shell line is refused", () => {
	expect(commandSignal.schema.safeParse("npm run smoke").success).toBe(false);
	expect(commandSignal.schema.safeParse([]).success).toBe(false);
});
