import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failing, handMade } from "./petshop.fixture.ts";

const program = fileURLToPath(new URL("./index.ts", import.meta.url));
const run = (...words: readonly string[]) => promisify(execFile)(process.execPath, [program, "--only", "files", ...words]);
let directory = "";

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "decisions-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function file(name: string, lines: readonly unknown[]): Promise<string> {
	const path = join(directory, name);
	await writeFile(path, `${lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n")}\n`);
	return path;
}

test("each file has its line first, then its table; with peers a line for each method", async () => {
	const [one, other] = await Promise.all([file("one.jsonl", [handMade(), failing(8)]), file("other.jsonl", [handMade()])]);
	const { stdout } = await run("--peers", one, other);
	const [first = "", ...rest] = stdout.split("\n");
	expect(JSON.parse(first)).toMatchObject({ file: one, cases: 2 });
	const lines = rest.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
	expect(lines.filter(({ method }) => method !== undefined)).toHaveLength(8);
	expect(lines.find(({ method }) => method === "thresholds, errors > 5 %")).toMatchObject({ truePositives: 1, falsePositives: 0 });
	expect(rest.join("\n")).toContain("| quiet    | faulty-release  |     1 |");
});

test("a line that is no case ends the benchmark before any score is printed", async () => {
	const broken = await file("broken.jsonl", [handMade(), "", '{"id": 7}']);
	const failed: unknown = await run(broken).catch((error: unknown) => error);
	expect(failed).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`${broken}:3: id: `) });
});

test("a file that is not there, or holds no case, is told in one line without a stack trace", async () => {
	const [missing, empty] = [join(directory, "missing.jsonl"), await file("empty.jsonl", [])];
	const told = await Promise.all([missing, empty].map((path) => run(path).catch((error: { readonly stderr: string }) => error.stderr)));
	expect(told).toEqual([
		`${missing} is not there; name a file of cases, one JSON object a line\n`,
		`${empty} holds no case: one JSON object a line is expected\n`,
	]);
});
