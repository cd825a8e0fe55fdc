import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadKinds } from "../src/app/kinds.ts";
import { configJsonSchema } from "../src/config/index.ts";

const file = fileURLToPath(new URL("../schema/backout.schema.json", import.meta.url));

test("the published JSON Schema is that of the code; UPDATE_SCHEMA=1 writes it anew", async () => {
	const schema = `${JSON.stringify(configJsonSchema(await loadKinds([])), null, "\t")}\n`;
	if (process.env["UPDATE_SCHEMA"] === "1") await writeFile(file, schema);
	expect(await readFile(file, "utf8")).toBe(schema);
});
