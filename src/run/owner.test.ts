import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { currentOwner } from "./owner.ts";

const OWNER = fileURLToPath(new URL("./owner.ts", import.meta.url));
const PRINT = `import { currentOwner } from ${JSON.stringify(OWNER)}; console.log(currentOwner().mark("w")); setInterval(() => undefined, 1000);`;

test("an owner is gone when its process has ended, and not before", async () => {
	const child = spawn(process.execPath, ["--input-type=module", "-e", PRINT], { stdio: ["ignore", "pipe", "inherit"] });
	const [printed] = await once(child.stdout, "data");
	const marked = String(printed).trim();
	const owner = currentOwner();
	expect(owner.isGone(marked)).toBe(false);
	child.kill("SIGSTOP");
	expect(owner.isGone(marked)).toBe(false);
	child.kill("SIGKILL");
	await once(child, "exit");
	expect(owner.isGone(marked)).toBe(process.platform === "linux");
});

test("a number that another process has now belongs to an owner that is gone", () => {
	const owner = currentOwner();
	const [machine, pid, , worker] = owner.mark("w").split(":");
	expect(owner.isGone(owner.mark("w"))).toBe(false);
	expect(owner.isGone([machine, pid, "1", worker].join(":"))).toBe(process.platform === "linux");
});

test("a process knows its own worker ids again", () => {
	const owner = currentOwner();
	expect(owner.unmark(owner.mark("w"))).toBe("w");
	expect(owner.unmark("elsewhere/1:999999:5:w")).toBe("elsewhere/1:999999:5:w");
});

test("nothing is known of a worker on another machine, or of one without a mark", () => {
	const owner = currentOwner();
	expect(owner.isGone("elsewhere/1:999999:5:w")).toBe(false);
	expect(owner.isGone("2f0c4f5e-0000-4000-8000-000000000000")).toBe(false);
});
