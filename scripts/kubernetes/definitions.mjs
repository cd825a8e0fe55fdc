// Takes the definitions of other projects' resources out of their Go modules; nothing of them is kept in this repository.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { moduleDirectory } from "./go.mjs";

/** Writes one YAML file for each project; its first line says which versions it is of. */
export function provideDefinitions(definitions, cache) {
	const directory = join(cache, "definitions");
	mkdirSync(directory, { recursive: true });
	for (const { name, parts } of definitions) {
		const file = join(directory, `${name}.yaml`);
		const stamp = `# ${parts.map(({ module, version, file: path, kinds }) => `${module}@${version}/${path}(${kinds.join("|")})`).join(" ")}\n`;
		if (existsSync(file) && readFileSync(file, "utf8").startsWith(stamp)) continue;
		process.stderr.write(`Fetching the resource definitions of ${name} …\n`);
		writeFileSync(file, `${stamp}${parts.flatMap((part) => documentsOf(part, directory)).join("---\n")}`);
	}
}

function documentsOf(part, directory) {
	const text = readFileSync(join(moduleDirectory(part, directory), part.file), "utf8");
	// Some repeat a key; the last one counts, as for most readers. Written as JSON, which is YAML, no key is there twice.
	const found = parseAllDocuments(text, { uniqueKeys: false }).filter((document) =>
		part.kinds.includes(document.getIn(["spec", "names", "kind"])),
	);
	if (found.length === 0) throw new Error(`${part.module}@${part.version} has none of ${part.kinds.join(", ")} in ${part.file}`);
	return found.map((document) => `${JSON.stringify(document.toJS())}\n`);
}
