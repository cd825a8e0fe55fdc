import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The source of the plugin with the platform made of files. */
export const FILE_ADAPTER_SOURCE = fileURLToPath(new URL("./file-adapter.ts", import.meta.url));

/** Programs in the form in which the product ships: bundled, so that a process starts as fast as `backout` does. */
export interface Bundle {
	/** `<name>.js` of every entry lies here, inside node_modules so that the dependencies are found. */
	readonly directory: string;
	remove(): Promise<void>;
}

/** Bundles the entries (name → absolute path of a source file) as tsdown.config.ts bundles the product. */
export async function bundle(entry: Readonly<Record<string, string>>): Promise<Bundle> {
	const outDir = await programDirectory();
	const shape = { format: "esm", platform: "node", target: "node22.13", dts: false, minify: true, fixedExtension: false } as const;
	await build({ ...shape, config: false, clean: false, cwd: ROOT, entry: { ...entry }, outDir, logLevel: "error" });
	return { directory: outDir, remove: () => rm(outDir, { recursive: true, force: true }) };
}

/** A new directory for programs, from which the dependencies are found and whose files are known to be ES modules, as the product's are. */
export async function programDirectory(): Promise<string> {
	const cache = join(ROOT, "node_modules", ".cache");
	await mkdir(cache, { recursive: true });
	const directory = await mkdtemp(join(cache, "backout-bench-"));
	await writeFile(join(directory, "package.json"), '{ "type": "module" }');
	return directory;
}
