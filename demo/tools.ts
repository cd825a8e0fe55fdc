import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workspace } from "./workspace.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a tool printed and how it ended. */
export interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the built `backout` in the workspace; with `isShown` its screen is ours. */
export async function backout(workspace: Workspace, args: readonly string[], isShown = false): Promise<Ended> {
	return await run([process.execPath, join(root, "dist/cli/main.js"), ...args], workspace, isShown);
}

/** Runs the real PM2 against the workspace's own daemon. */
export async function pm2(workspace: Workspace, ...args: readonly string[]): Promise<Ended> {
	return await run([process.execPath, join(root, "node_modules/pm2/bin/pm2"), ...args], workspace, false);
}

async function run(argv: readonly string[], workspace: Workspace, isShown: boolean): Promise<Ended> {
	const [program = "", ...args] = argv;
	const child = spawn(program, args, {
		cwd: workspace.directory,
		stdio: ["ignore", isShown ? "inherit" : "pipe", isShown ? "inherit" : "pipe"],
		env: {
			...process.env,
			PM2_HOME: workspace.pm2Home,
			PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"]}`,
			BACKOUT_USER: "demo",
		},
	});
	let stdout = "";
	let stderr = "";
	child.stdout?.on("data", (chunk: Buffer) => {
		stdout += chunk.toString();
	});
	child.stderr?.on("data", (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const code = await new Promise<number>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (exit) => resolve(exit ?? 1));
	});
	return { code, stdout, stderr };
}
