import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import productBuild from "../tsdown.config.ts";
import { type Bundle, FILE_ADAPTER_SOURCE, programDirectory } from "./bundle.ts";
import { runNode } from "./child-process.ts";
import type { Figure } from "./figure.ts";
import { createFleet, serviceName } from "./fleet-world.ts";
import { median } from "./statistics.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ROUNDS = 15;

/** What the product costs before it has done anything: built as it ships, every command in turn with `node -e 0`, so that a busy moment hits all of them. `healthUrl` answers 200. */
export async function measureStartUp(healthUrl: string): Promise<readonly Figure[]> {
	const product = await buildProduct();
	const fileAdapter = join(product.directory, "file-adapter.js");
	const directory = await createFleet({ services: 1, steps: 3, state: null, healthUrl, fileAdapter });
	const main = join(product.directory, "cli", "main.js");
	const service = serviceName(0);
	const commands = {
		node: ["-e", "0"],
		"--help": [main, "--help"],
		status: [main, "status"],
		plan: [main, "plan", service, "--to", "v1"],
		assess: [main, "assess", service],
	};
	const times = await inTurn(commands, directory);
	await Promise.all([product.remove(), rm(directory, { recursive: true, force: true })]);
	const nodeMs = median(times("node"));
	const added = (command: keyof typeof commands): readonly Figure[] => {
		const what = `backout ${command}, on local state, over node itself`;
		return [
			{ group: "start-up", what, value: median(times(command)) - nodeMs, unit: "ms" },
			{ group: "start-up", what: `${what}, at best`, value: Math.min(...times(command)) - Math.min(...times("node")), unit: "ms" },
		];
	};
	return [
		{ group: "start-up", what: "backout --help", value: median(times("--help")) / nodeMs, unit: "times node -e 0" },
		...added("status"),
		...added("plan"),
		...added("assess"),
	];
}

/** The wall times of each command, in milliseconds; a first round, not counted, warms the disk cache. */
async function inTurn<Name extends string>(
	commands: Readonly<Record<Name, readonly string[]>>,
	directory: string,
): Promise<(name: NoInfer<Name>) => readonly number[]> {
	const seen = new Map<string, number[]>();
	for (let round = 0; round <= ROUNDS; round++) {
		for (const [name, argv] of Object.entries<readonly string[]>(commands)) {
			const { wallMs } = await runNode(argv, directory);
			if (round > 0) seen.set(name, [...(seen.get(name) ?? []), wallMs]);
		}
	}
	return (name) => seen.get(name) ?? [];
}

/** A build like `npm run build`'s, with the platform made of files compiled in as the adapters that ship are; nobody else's `dist` is touched. */
export async function buildProduct(): Promise<Bundle> {
	const outDir = await programDirectory();
	const entry = { "cli/main": join(ROOT, "src", "cli", "main.ts"), "file-adapter": FILE_ADAPTER_SOURCE };
	await build({ ...productBuild, config: false, cwd: ROOT, entry, outDir, clean: false, logLevel: "error" });
	return { directory: outDir, remove: () => rm(outDir, { recursive: true, force: true }) };
}
