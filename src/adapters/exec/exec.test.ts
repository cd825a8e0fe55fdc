import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import { connectIn, connectVersioned, contextIn, makeWorld, worldConfig } from "./fixture.ts";
import { execAdapter } from "./index.ts";

let directory: string;
beforeEach(async () => {
	directory = await makeWorld();
});
afterEach(async () => {
	await rm(join(directory, ".."), { recursive: true, force: true });
});

const back = async (config: object = {}) => {
	const target = await connectVersioned(directory, { ...worldConfig, ...config });
	const to = (await target.history(9)).find((release) => release.id === "v2");
	if (!to) throw new Error("v2 is not listed");
	return { target, to, steps: stepsOf("exec", await target.propose({ kind: "return", to })) };
};
const live = async () => (await readFile(join(directory, "live"), "utf8")).trim();

test("the hand command does what the step does", async () => {
	const { steps } = await back();
	await promisify(execFile)("sh", ["-c", steps[0]?.command ?? "false"]);
	expect(await live()).toBe("v2");
});

test("variables are named in the hand command, and their values appear nowhere in the step", async () => {
	const { steps } = await back({ env: { DEPLOY_TOKEN: "canary-9131" } });
	expect(steps[0]?.command).toContain("# needs DEPLOY_TOKEN in the environment");
	expect(JSON.stringify(steps)).not.toContain("canary-9131");
});

test.each([
	[["sh", "-c", "echo cannot reach the registry >&2; exit 3"], "exited with 3: cannot reach the registry"],
	[["sh", "-c", "exit 4"], "exited with 4 and said nothing"],
	[["sh", "-c", "kill -9 $$"], "was ended by a signal"],
	[["true"], "`true` printed nothing"],
	[["sh", "-c", "yes | head -c 2000000"], "printed more than 1 MiB"],
	[["no-such-tool-here"], "no-such-tool-here is not installed"],
])("current as %j is a clear error", async (current, message) => {
	const target = await connectVersioned(directory, { ...worldConfig, current });
	await expect(target.current()).rejects.toThrow(message);
});

test("a command that hangs is ended at its deadline, with everything it started", async () => {
	const target = await connectVersioned(directory, { ...worldConfig, current: ["sh", "-c", "sleep 300 & sleep 300"], timeout: "300ms" });
	await expect(target.current()).rejects.toMatchObject({ code: "exec.timeout" });
});

test("an apply that fails is told with its last words", async () => {
	const { target, steps } = await back({ apply: ["sh", "-c", "echo quota exceeded >&2; exit 7", "deploy", "{release}"] });
	const [step] = steps;
	if (!step) throw new Error("no step");
	await expect(target.apply(step, callFor())).rejects.toThrow("exited with 7: quota exceeded");
	expect((await target.observe(step, callFor())).state).toBe("untouched");
});

test("a plan never runs another command than the one it showed", async () => {
	const { steps } = await back();
	const [step] = steps;
	if (!step) throw new Error("no step");
	const changed = await connectVersioned(directory, { ...worldConfig, apply: ["./deploy it.sh", "{from}", "--force={release}"] });
	await expect(changed.apply(step, callFor())).rejects.toMatchObject({ code: "exec.config-changed" });
	expect(await live()).toBe("v3");
});

test("when another release is live than the plan expects, nothing is run", async () => {
	const { target, steps } = await back({ repeat: "never" });
	const [step] = steps;
	if (!step) throw new Error("no step");
	await writeFile(join(directory, "live"), "v1\n");
	expect(await target.observe(step, callFor())).toMatchObject({ state: "unknown" });
	await expect(target.apply(step, callFor())).rejects.toMatchObject({ code: "exec.moved" });
});

test("an observe command decides, and its failure is unknown, never landed", async () => {
	const observed = async (observe: readonly string[]) => {
		const { target, steps } = await back({ observe });
		const [step] = steps;
		if (!step) throw new Error("no step");
		return await target.observe(step, callFor());
	};
	expect(await observed(["echo", "landing {release} in {environment}"])).toEqual({ state: "landing", detail: "v2 in test" });
	expect(await observed(["false"])).toEqual({ state: "unknown", detail: "`false` exited with 1 and said nothing" });
});

test("a forced redeploy of what runs is seen by its deployment time, and refused where nothing would show it", async () => {
	const { target } = await back();
	const current = await target.current();
	expect(await target.propose({ kind: "return", to: current, force: true })).toMatchObject({ kind: "refused", rule: "redeploy-invisible" });
	const stamp = 'printf \'{"id":"v3","deployedAt":"%s"}\' "$(cat stamp)"';
	await writeFile(join(directory, "stamp"), "2026-01-01T00:00:00Z");
	const dated = await connectVersioned(directory, {
		...worldConfig,
		current: ["sh", "-c", stamp],
		apply: ["sh", "-c", "echo 2026-01-02T00:00:00Z > stamp", "redeploy", "{release}"],
	});
	const steps = stepsOf("exec", await dated.propose({ kind: "return", to: current, force: true }));
	await bringAbout(dated, steps);
});

test("a hostile release id never becomes an option", async () => {
	await writeFile(join(directory, "releases"), "v3\n--upload-pack=evil\n");
	const target = await connectVersioned(directory);
	const to = (await target.history(9))[1];
	if (!to) throw new Error("not listed");
	await expect(target.propose({ kind: "return", to })).rejects.toMatchObject({ code: "exec.unsafe-value" });
});

test("a name that cannot be read does not hide the others, and is told once in the log", async () => {
	await writeFile(join(directory, "releases"), "v3\nv\u001b[2J2\nv1\n");
	const warnings: string[] = [];
	const log = { debug: () => undefined, info: () => undefined, warn: (text: string) => void warnings.push(text) };
	const target = await execAdapter.connect(execAdapter.schema.parse(worldConfig), { ...contextIn(directory), log });
	if (target.kind !== "versioned") throw new Error("expected a versioned target");
	for (let reads = 0; reads < 2; reads++) expect((await target.history(9)).map(({ id }) => id)).toEqual(["v3", "v1"]);
	expect(warnings).toEqual([
		expect.stringMatching(/^under-test: `cat releases` printed "v.*2" as a release id; it is left out of the history/),
	]);
});

test("the live release is in the history even when the command leaves it out", async () => {
	await writeFile(join(directory, "live"), "hotfix\n");
	const target = await connectVersioned(directory);
	expect((await target.history(9)).map((release) => release.id)).toEqual(["hotfix", "v3", "v2", "v1"]);
});

test("checking it live names a program that is missing and a command that fails", async () => {
	const target = await connectVersioned(directory, { ...worldConfig, apply: ["./no-deploy.sh", "{release}"], current: ["false"] });
	const failed = (await target.check(AbortSignal.timeout(10_000))).filter((finding) => !finding.ok);
	expect(failed.map((finding) => finding.name)).toEqual(["current answers", "./no-deploy.sh is there"]);
	expect(failed.every((finding) => finding.fix !== null)).toBe(true);
});

const action = async (config: object) => {
	const target = await connectIn(directory, config);
	return { target, steps: stepsOf("exec", await target.propose({ kind: "stop-writes" })) };
};

test("an action with an observe command is run once and seen to land", async () => {
	const { target, steps } = await action({
		"stop-writes": ["sh", "-c", "echo x >> calls; touch stopped"],
		"resume-writes": ["rm", "stopped"],
		observe: ["sh", "-c", "test -e stopped && echo landed || echo untouched", "observe", "{goal}"],
	});
	await bringAbout(target, steps);
	expect(await readFile(join(directory, "calls"), "utf8")).toBe("x\n");
	expect(steps[0]?.undo).toEqual({ goal: "resume-writes" });
});

test("an idempotent action without an observe command has landed when its command has ended well", async () => {
	const { target, steps } = await action({ "stop-writes": ["touch", "stopped"], repeat: "idempotent" });
	await bringAbout(target, steps);
	const failing = await action({ "stop-writes": ["false"], repeat: "idempotent" });
	const [step] = failing.steps;
	if (!step) throw new Error("no step");
	await expect(failing.target.apply(step, callFor())).rejects.toMatchObject({ code: "exec.command-failed" });
	expect((await failing.target.observe(step, callFor())).state).toBe("untouched");
});

test("a goal without a command is refused with the fix", async () => {
	const target = await connectIn(directory, { flush: ["true"], repeat: "idempotent" });
	expect(await target.propose({ kind: "disable" })).toMatchObject({ kind: "refused", fix: "add `disable` to this exec target" });
});

test("a working directory that is not there is named", async () => {
	await mkdir(join(directory, "ops"));
	const target = await connectVersioned(directory, { ...worldConfig, cwd: "op" });
	await expect(target.current()).rejects.toThrow("op");
});
