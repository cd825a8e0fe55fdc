import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { gitSchema } from "./config.ts";

const root = new URL("../../../", import.meta.url);

test("the example's target is valid", async () => {
	const example = parse(await readFile(new URL("examples/git/backout.yaml", root), "utf8"));
	const [target] = example.services.shop.environments.production.targets;
	expect(gitSchema.safeParse(target.git).error).toBeUndefined();
});

test("the page for users shows every key, and only keys that there are", async () => {
	const page = await readFile(new URL("docs/adapters/git.md", root), "utf8");
	const shown = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
	const { git } = parse(shown).targets[0];
	expect(gitSchema.safeParse(git).error).toBeUndefined();
	expect(Object.keys(git).sort()).toEqual(Object.keys(gitSchema.shape).sort());
});
