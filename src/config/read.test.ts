import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAKE_KINDS } from "./kinds.fake.ts";
import { openConfig } from "./read.ts";

describe("a file that cannot be read", () => {
	let directory = "";
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), "backout-config-"));
	});
	afterAll(async () => {
		await rm(directory, { recursive: true, force: true });
	});
	const onlyFault = async (name: string) => {
		const result = (await openConfig(join(directory, name))).check(FAKE_KINDS, {});
		return "faults" in result ? result.faults : [];
	};

	it("because it is not there", async () => {
		const file = join(directory, "none.yaml");
		expect(await onlyFault("none.yaml")).toEqual([
			{
				path: file,
				line: null,
				message: `There is no file ${file}.`,
				fix: "Run `backout init` to write one, or name another with --config.",
			},
		]);
	});
	it("because it is a directory", async () => {
		await mkdir(join(directory, "folder"));
		expect((await onlyFault("folder"))[0]?.message).toBe(`${join(directory, "folder")} is a directory.`);
	});
	it("because it is no regular file, which is never opened", async () => {
		const result = (await openConfig("/dev/zero")).check(FAKE_KINDS, {});
		expect(result).toMatchObject({ faults: [{ message: "/dev/zero is no regular file." }] });
	});
	it("because it is over 1 MiB", async () => {
		await writeFile(join(directory, "large.yaml"), "");
		await truncate(join(directory, "large.yaml"), 1024 * 1024 + 1);
		expect((await onlyFault("large.yaml"))[0]?.message).toBe(
			`${join(directory, "large.yaml")} has 1048577 bytes; at most 1048576 are read.`,
		);
	});
	it("because it is not UTF-8", async () => {
		await writeFile(join(directory, "latin.yaml"), Buffer.from([0x76, 0xe9, 0x3a]));
		expect((await onlyFault("latin.yaml"))[0]?.message).toBe(`${join(directory, "latin.yaml")} is not UTF-8 text.`);
	});
	it("because this user may not", async () => {
		await writeFile(join(directory, "closed.yaml"), "version: 1");
		await chmod(join(directory, "closed.yaml"), 0);
		const [fault] = await asNobody(() => onlyFault("closed.yaml"));
		expect(fault?.message).toBe(`${join(directory, "closed.yaml")} may not be read by this user.`);
		expect(fault?.fix).toContain("chmod u+r");
	});
	it("and from one that can be, plugins are known before anything else is checked", async () => {
		await writeFile(join(directory, "plugins.yaml"), "version: 1\nplugins: [./a.ts, 5]\nservices: nonsense");
		expect(await openConfig(join(directory, "plugins.yaml"))).toMatchObject({ plugins: [join(directory, "a.ts")] });
		expect(await openConfig(join(directory, "none.yaml"))).toMatchObject({ plugins: [], keys: new Set() });
	});
	it("and of one that can be, every key is known, also those behind aliases", async () => {
		await writeFile(join(directory, "keys.yaml"), "a: [{ b: &shared { c: 1 } }]\nd: *shared\n");
		expect((await openConfig(join(directory, "keys.yaml"))).keys).toEqual(new Set(["a", "b", "c", "d"]));
	});
});

/** Runs the work as a user whom a file's mode binds; root, whom it does not bind, becomes nobody for that long. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
	if (process.geteuid?.() !== 0) return work();
	process.seteuid?.(65_534);
	try {
		return await work();
	} finally {
		process.seteuid?.(0);
	}
}
