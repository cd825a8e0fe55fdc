import { spawn } from "node:child_process";
import { once } from "node:events";
import { fstatSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openSpool, type Spool } from "./spool.ts";

function opened(maxBytes = 100): Spool {
	const spool = openSpool(maxBytes);
	if (spool === null) throw new Error("no place for a spool");
	return spool;
}

test("a child's output is there to be read, its end only when it is long", async () => {
	const spool = opened();
	const child = spawn("sh", ["-c", "seq 1 1000; echo last"], { stdio: ["ignore", spool.descriptor, spool.descriptor] });
	await once(child, "exit");
	expect(spool.text(10)).toBe("1000\nlast\n");
	expect(spool.text(1_000_000).startsWith("1\n2\n")).toBe(true);
	spool.close();
});

test("nothing but the open file itself holds it: it has no name and no other reader", () => {
	const spool = opened();
	expect(fstatSync(spool.descriptor).nlink).toBe(0);
	expect(fstatSync(spool.descriptor).mode & 0o077).toBe(0);
	spool.close();
});

test("a tool that never stops printing does not fill the machine", async () => {
	const spool = opened();
	const megabyte = Buffer.alloc(1_048_576, ".");
	for (let count = 0; count < 20; count++) writeSync(spool.descriptor, megabyte);
	writeSync(spool.descriptor, "the end");
	for (let tries = 0; tries < 100 && fstatSync(spool.descriptor).size > megabyte.length; tries++) await sleep(50);
	expect(fstatSync(spool.descriptor).size).toBeLessThanOrEqual(100);
	writeSync(spool.descriptor, " and more");
	expect(spool.text(16)).toBe("the end and more");
	spool.close();
});
