import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const CAMPAIGN = fileURLToPath(new URL("./index.ts", import.meta.url));

test("two dozen kills all over a run and a guarded deploy lose nothing and double nothing", async () => {
	const campaign = spawn(process.execPath, [CAMPAIGN, "--quick"], { stdio: ["ignore", "pipe", "inherit"] });
	let output = "";
	campaign.stdout.on("data", (chunk: Buffer) => {
		output += chunk.toString();
	});
	await once(campaign, "close");
	expect(output.trim().split("\n").at(-1)).toMatch(/^(\d+) kills, \1 resumed, 0 lost, 0 doubled$/);
	expect(campaign.exitCode).toBe(0);
}, 240_000);
