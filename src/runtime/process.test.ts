import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Clock } from "../core/runtime.ts";
import { createProcessRunner } from "./process.ts";
import { outlive, processStartedAt, signalGroup } from "./process-group.ts";

const clock: Clock = {
	now: () => Date.now(),
	sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
};
const runner = createProcessRunner({ clock });

test("a command's output and exit code come back as values", async () => {
	const output = await runner.run(["sh", "-c", "echo out; echo err >&2; exit 3"]);
	expect(output).toMatchObject({ exitCode: 3, stdout: "out\n", stderr: "err\n", ended: null });
});

test("an argument is never read by a shell", async () => {
	const output = await runner.run(["echo", "$(touch /tmp/pwned); `id`"]);
	expect(output.stdout).toBe("$(touch /tmp/pwned); `id`\n");
});

test("a missing tool is named with what to do", async () => {
	await expect(runner.run(["no-such-tool-here"])).rejects.toMatchObject({
		code: "process.tool-not-found",
		message: "no-such-tool-here is not installed or not on the PATH",
	});
});

test("a missing working directory is named", async () => {
	await expect(runner.run(["true"], { cwd: "/no/such/place" })).rejects.toMatchObject({ code: "process.not-started" });
});

test("at the deadline the whole process group is ended, also a grandchild that ignores SIGTERM", async () => {
	const output = await runner.run(["sh", "-c", "trap '' TERM; sleep 60 & echo $!; wait; sleep 60"], { timeoutMs: 200 });
	expect(output.ended).toBe("timeout");
	expect(await processStartedAt(Number(output.stdout.trim()))).toBeNull();
});

test("an abort ends the group and says so", async () => {
	const controller = new AbortController();
	setTimeout(() => controller.abort(), 100);
	expect((await runner.run(["sleep", "60"], { signal: controller.signal })).ended).toBe("aborted");
});

test("a daemon that keeps the pipe open does not hang the caller", async () => {
	const output = await runner.run(["sh", "-c", "sleep 30 & echo $!"]);
	expect(output.exitCode).toBe(0);
	process.kill(Number(output.stdout.trim()));
});

test("only the end of a long output is kept", async () => {
	const output = await runner.run(["sh", "-c", "yes 0123456789 | head -c 3000000; echo last"], { maxOutputBytes: 100 });
	expect(output.stdout.length).toBe(100);
	expect(output.stdout.endsWith("last\n")).toBe(true);
});

test("with a journal the group is recorded before the command can act", async () => {
	const directory = await mkdtemp(join(tmpdir(), "gate-"));
	const mark = join(directory, "mark");
	await writeFile(mark, "");
	const seen: string[] = [];
	const gated = createProcessRunner({
		clock,
		journal: {
			async started(group) {
				await sleep(200);
				seen.push(`started ${group.command}: ${await readFile(mark, "utf8")}`);
			},
			async ended() {
				seen.push("ended");
			},
		},
	});
	const output = await gated.run(["sh", "-c", `echo acted > ${mark}; cat`], { input: "hello" });
	expect(output.stdout).toBe("hello");
	expect(seen).toEqual([`started sh -c echo acted > ${mark}; cat: `, "ended"]);
	expect(await readFile(mark, "utf8")).toBe("acted\n");
});

test("a survivor is waited for, and ended when it takes too long", async () => {
	const survivor = async (seconds: string) => {
		const { stdout } = await runner.run(["sh", "-c", `setsid sleep ${seconds} >/dev/null 2>&1 & echo $!`]);
		const group = Number(stdout.trim());
		return { group, startedAt: await processStartedAt(group) };
	};
	expect(await outlive(await survivor("0.4"), { clock, waitMs: 5_000 })).toBe("finished");
	const stubborn = await survivor("60");
	expect(await outlive(stubborn, { clock, waitMs: 200 })).toBe("ended");
	expect(signalGroup(stubborn.group, 0)).toBe(false);
	expect(await outlive({ ...stubborn, startedAt: "1" }, { clock, waitMs: 200 })).toBe("gone");
});

test.each([
	["into a pipe", createProcessRunner({ clock })],
	["into a spool", createProcessRunner({ clock, journal: { started: async () => undefined, ended: async () => undefined } })],
])("what it prints %s is told while it still runs, whole and in order", async (_where, told) => {
	const directory = await mkdtemp(join(tmpdir(), "backout-spoken-"));
	const heard = { stdout: "", stderr: "" };
	const script = 'echo "one ü"; echo no >&2; while [ ! -e heard ]; do sleep 0.05; done; printf "two"';
	const output = await told.run(["sh", "-c", script], {
		cwd: directory,
		onOutput(stream, text) {
			heard[stream] += text;
			// Only who is told in time lets it end.
			if (heard.stdout === "one ü\n") void writeFile(join(directory, "heard"), "");
		},
	});
	expect(heard).toEqual({ stdout: "one ü\ntwo", stderr: "no\n" });
	expect(output).toMatchObject({ exitCode: 0, stdout: "one ü\ntwo" });
});
