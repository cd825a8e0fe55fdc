import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { COMMAND, until } from "../world/command-line.ts";
import { read } from "../world/documents.ts";
import { bad, createGuardedWorld } from "../world/guarded.ts";
import type { World } from "../world/world.ts";

const step = z.strictObject({
	name: z.string(),
	id: z.string().optional(),
	if: z.string().optional(),
	shell: z.literal("bash"),
	"working-directory": z.string().optional(),
	env: z.record(z.string(), z.string()),
	run: z.string(),
});
/** The part of GitHub's metadata syntax for composite actions that we use. */
const schema = z.strictObject({
	name: z.string(),
	description: z.string(),
	branding: z.record(z.string(), z.string()),
	inputs: z.record(
		z.string(),
		z.strictObject({ description: z.string(), required: z.boolean().optional(), default: z.string().optional() }),
	),
	outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
	runs: z.strictObject({ using: z.literal("composite"), steps: z.array(step).length(2) }),
});
const text = read("action.yml");
const action = schema.parse(parse(text));
const [install, deploy] = action.runs.steps;

let world: World;
let scratch: string;
beforeEach(async () => {
	world = await createGuardedWorld();
	scratch = await mkdtemp(join(tmpdir(), "backout-action-"));
});
afterEach(async () => {
	await world.remove();
	await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
});

describe("action.yml", () => {
	test("uses every input, and none that it does not declare", () => {
		const used = [...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name ?? "");
		expect([...new Set(used)].toSorted()).toEqual(Object.keys(action.inputs).toSorted());
	});

	test("is used with inputs that it has, in the workflow that the examples show", () => {
		const workflow = z.looseObject({
			jobs: z.looseObject({
				deploy: z.looseObject({
					steps: z.array(z.looseObject({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() })),
				}),
			}),
		});
		const { steps } = workflow.parse(parse(read("examples/ci/github.yml"))).jobs.deploy;
		const guard = steps.find(({ uses }) => uses?.includes("/backout@"));
		expect(Object.keys(guard?.with ?? {})).not.toEqual([]);
		expect(Object.keys(guard?.with ?? {}).filter((name) => !(name in action.inputs))).toEqual([]);
	});

	test("is done by hand for GitLab with flags that the command has", async () => {
		const job = z.looseObject({ deploy: z.looseObject({ script: z.array(z.string()) }) }).parse(parse(read("examples/ci/gitlab-ci.yml")));
		const line = job.deploy.script.find((one) => one.startsWith("backout guard")) ?? "";
		const flags = [...(line.split(" -- ")[0]?.matchAll(/--[a-z-]+/g) ?? [])].map(([flag]) => flag);
		const { stdout } = await world.backout(["guard", "--help"]);
		expect(flags.length).toBeGreaterThan(3);
		expect(flags.filter((flag) => !stdout.includes(`[${flag}]`))).toEqual([]);
	});

	test("puts no expression into a script's own text: a branch's name would become a program", () => {
		for (const { run } of action.runs.steps) expect(run).not.toContain("${{");
	});

	test("installs what npm is told, deploys by argument lines, and tells the outcome to the next step", async () => {
		await installed();
		const done = await runStep(deploy, { command: "./ship.sh\nv3\nnot a; shell $(touch pwned)\n", version: "v3", "watch-for": "1s" });
		expect(done).toMatchObject({ code: 0, output: "outcome=good\nrun=\n" });
		expect(done.log).toContain("shipping v3 as shop");
		expect(await world.live()).toBe("v3");
		await expect(world.read("pwned")).rejects.toThrow("ENOENT");
	});

	test("fails the job when the release was rolled back, and says which run did it", async () => {
		await installed();
		await bad(world, "v3");
		const done = await runStep(deploy, { command: "./ship.sh\nv3", "watch-for": "2s" });
		expect(done.code).toBe(6);
		expect(done.output).toMatch(/^outcome=rolled-back\nrun=run-\w+\n$/);
		expect(await world.live()).toBe("v2");
	});

	test("hands a cancelled job on: the deploy that is under way is taken back", async () => {
		await installed();
		const cancelled = runStep(deploy, { command: "./ship.sh\nv3\nslow-half" }, async (kill) => {
			await until("the deploy", () => world.read("shipping").catch(() => null));
			kill("SIGINT");
		});
		expect(await cancelled).toMatchObject({ code: 6 });
		expect(await world.live()).toBe("v2");
	});
});

/** A package without dependencies whose `backout` is the one under test: npm needs no network for it. */
async function installed(): Promise<void> {
	const folder = join(scratch, "package");
	await mkdir(folder);
	await writeFile(join(folder, "package.json"), JSON.stringify({ name: "backout", version: "0.0.0", bin: "backout.mjs", type: "module" }));
	await writeFile(join(folder, "backout.mjs"), `#!/usr/bin/env node\nawait import(${JSON.stringify(COMMAND)});\n`);
	const packed = await bash(["npm", "pack", "--silent", "--pack-destination", scratch], folder, {});
	expect(packed.log.trim()).toBe("backout-0.0.0.tgz");
	expect(await runStep(install, { package: join(scratch, "backout-0.0.0.tgz") })).toMatchObject({ code: 0 });
}

type Kill = (signal: NodeJS.Signals) => void;

/** Runs a step's own script as the runner does: `bash --noprofile --norc -eo pipefail`, its environment from the inputs. */
async function runStep(wanted: typeof deploy, given: Readonly<Record<string, string>>, meanwhile?: (kill: Kill) => Promise<void>) {
	if (wanted === undefined) throw new Error("action.yml has no such step");
	const script = join(scratch, "step.sh");
	const output = join(scratch, "output");
	await writeFile(script, wanted.run);
	await writeFile(output, "");
	const inputs = {
		...Object.fromEntries(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value ?? ""])),
		service: "shop",
		...given,
	};
	const env = Object.fromEntries(Object.entries(wanted.env).map(([name, expression]) => [name, filled(expression, inputs)]));
	const argv = ["bash", "--noprofile", "--norc", "-eo", "pipefail", script];
	const ended = await bash(argv, world.directory, { ...env, GITHUB_OUTPUT: output, RUNNER_TEMP: scratch }, meanwhile);
	return { ...ended, output: await readFile(output, "utf8") };
}

/** `${{ inputs.x }}` as GitHub fills it in; defaults that are expressions themselves (the tag, the commit) are empty outside of it. */
function filled(expression: string, inputs: Readonly<Record<string, string>>): string {
	return expression.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_whole, name: string) => inputs[name] ?? "").replace(/\$\{\{.*\}\}/g, "");
}

async function bash(
	argv: readonly string[],
	cwd: string,
	env: Readonly<Record<string, string>>,
	meanwhile?: (kill: Kill) => Promise<void>,
) {
	const [program = "", ...args] = argv;
	const path = `${join(scratch, "prefix/bin")}:${process.env["PATH"]}`;
	const more = { PATH: path, npm_config_prefix: join(scratch, "prefix"), npm_config_offline: "true", npm_config_update_notifier: "false" };
	const child = spawn(program, args, { cwd, env: { ...process.env, ...more, ...env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
	let log = "";
	let errors = "";
	child.stdout.on("data", (chunk: Buffer) => {
		log += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		errors += chunk.toString();
	});
	const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
	await meanwhile?.((signal) => void child.kill(signal));
	return { code: await closed, log, errors };
}
