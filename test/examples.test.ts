import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import line from "../examples/plugin/line.ts";
import { loadKinds } from "../src/app/kinds.ts";
import { draftConfig, openConfig } from "../src/config/read.ts";
import { createProcessRunner } from "../src/runtime/process.ts";
import { NO_HTTP } from "../src/testing/no-http.ts";
import { bringAbout, stepsOf, testClock } from "../src/testing/step-driver.ts";
import { blocksOf, documents, filesIn, read, root } from "./world/documents.ts";

describe("every example's backout.yaml holds no fault", () => {
	const files = filesIn("examples", /(^|\/)backout\.yaml$/);
	test("there are examples", () => {
		expect(files).toContain("examples/shop/backout.yaml");
	});
	test.each(files)("%s", async (file) => {
		const draft = await openConfig(join(root, file));
		expect(draft.check(await loadKinds(draft.plugins, draft.keys), {})).not.toHaveProperty("faults");
	});
});

describe("every config in the documents holds no fault", async () => {
	const kinds = await loadKinds([join(root, "examples/plugin/line.ts")]);
	const faultsOf = (text: string) => draftConfig(text, join(root, "backout.yaml")).check(kinds, {});
	const shown = documents().flatMap(({ file, text }) =>
		blocksOf(text, "yaml", "yml").map((block, index) => ({ name: `${file} #${index + 1}`, block })),
	);
	const whole = shown.filter(({ block }) => /^version:/m.test(block));
	/** The adapters' pages show lists of targets, with or without releases. */
	const targets = shown.filter(({ block }) => /^(targets|after):/.test(block));

	test("there are whole ones and lists of targets, and nothing else", () => {
		expect(whole.map(({ name }) => name)).toContain("README.md #1");
		expect(targets.length).toBeGreaterThan(4);
		expect(whole.length + targets.length).toBe(shown.length);
	});
	test.each(whole)("$name", ({ block }) => {
		expect(faultsOf(block)).not.toHaveProperty("faults");
	});
	test.each(targets)("$name", ({ block }) => {
		const place = `${block.startsWith("after:") ? "targets: [{ git: {} }]\n" : ""}${block}`.replace(/^(?=.)/gm, "        ");
		expect(faultsOf(`version: 1\nservices:\n  shop:\n    environments:\n      production:\n${place}`)).not.toHaveProperty("faults");
	});
});

describe("the adapter that the documents show", () => {
	let directory: string | null = null;
	afterAll(async () => {
		if (directory !== null) await rm(directory, { recursive: true, force: true });
	});

	test("is the example's", () => {
		expect(blocksOf(read("docs/adapters/writing-one.md"), "ts")).toContain(read("examples/plugin/line.ts"));
	});

	test("returns to a release, and a second actor is not overwritten", async () => {
		directory = await mkdtemp(join(tmpdir(), "backout-line-"));
		const file = join(directory, "live");
		await writeFile(file, "v3\n");
		const target = await connect(directory);
		const steps = stepsOf("line", await target.propose({ kind: "return", to: await newestBut(target, 1) }));
		await bringAbout(target, steps);
		expect(await readFile(file, "utf8")).toBe("v2\n");
		await writeFile(file, "v1\n");
		await expect(bringAbout(target, steps)).rejects.toThrow("unknown: v1 is live");
		expect(await readFile(file, "utf8")).toBe("v1\n");
	});
});

async function connect(directory: string) {
	const target = await line.connect(
		{ file: "live", releases: ["v3", "v2", "v1"] },
		{
			service: "shop",
			environment: "production",
			target: "api",
			directory,
			processes: createProcessRunner({ clock: testClock }),
			http: NO_HTTP,
			clock: testClock,
			log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
		},
	);
	if (target.kind !== "versioned") throw new Error("expected a target with releases");
	return target;
}

async function newestBut(target: Awaited<ReturnType<typeof connect>>, index: number) {
	const release = (await target.history(10))[index];
	if (release === undefined) throw new Error(`there is no release ${index}`);
	return release;
}
