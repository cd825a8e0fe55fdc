import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { composeEndpoints, composeSchema } from "./config.ts";
import { placeImage } from "./placement.ts";
import { readProject } from "./project.ts";

const root = new URL("../../../", import.meta.url);

test("the example's target is valid, and its image can be written", async () => {
	const example = parse(await readFile(new URL("examples/compose/backout.yaml", root), "utf8"));
	const [target] = example.services.shop.environments.production.targets;
	const config = composeSchema.parse(target.compose);
	if ("container" in config) throw new Error("the example is a service");
	const project = await readProject(config, fileURLToPath(new URL("examples/compose/", root)));
	const placement = placeImage({ ...project, service: config.service, reference: "shop/api:v1", environment: {} });
	expect(placement).toMatchObject({ kind: "edit", edit: { kind: "image", reference: "shop/api:v1" } });
});

test("the page for users shows settings that are valid", async () => {
	const page = await readFile(new URL("docs/adapters/compose.md", root), "utf8");
	const shown = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => parse(text).targets[0].compose);
	expect(shown).toHaveLength(2);
	for (const settings of shown) expect(composeSchema.safeParse(settings).error).toBeUndefined();
});

test("two environments that share a container, a project or a file are seen; separate ones are not", () => {
	const shared = (a: unknown, b: unknown) => {
		const [first, second] = [a, b].map((settings) => composeEndpoints(composeSchema.parse(settings), "/srv/shop"));
		return (first ?? []).filter((endpoint) => (second ?? []).includes(endpoint)).length > 0;
	};
	expect(shared({ service: "api" }, { service: "api", file: "docker-compose.yml", project: "other" })).toBe(true);
	expect(
		shared({ service: "api", file: "a/compose.yaml", project: "shop" }, { service: "api", file: "b/compose.yaml", project: "shop" }),
	).toBe(true);
	expect(shared({ service: "api", file: "a/compose.yaml" }, { service: "api", file: "b/compose.yaml" })).toBe(false);
	expect(shared({ service: "api", file: "s.yaml", project: "s" }, { service: "api", file: "p.yaml", project: "p" })).toBe(false);
	expect(shared({ container: "api" }, { container: "api" })).toBe(true);
	expect(shared({ container: "api" }, { container: "api", host: "ssh://other" })).toBe(false);
});
