import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { programDirectory } from "./bundle.ts";
import { runNode } from "./child-process.ts";
import type { Figure } from "./figure.ts";
import { serviceName } from "./fleet-world.ts";
import { median } from "./statistics.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ROUNDS = 15;

/** What the product costs before it has done anything: built as it ships, every command in turn with `node -e 0`, so that a busy moment hits all of them. `directory` holds a config. */
export async function measureStartUp(directory: string): Promise<readonly Figure[]> {
	const product = await buildProduct();
	const main = join(product, "cli", "main.js");
	const service = serviceName(0);
	const commands = {
		node: ["-e", "0"],
		"--help": [main, "--help"],
		status: [main, "status"],
		plan: [main, "plan", service, "--to", "v1"],
		assess: [main, "assess", service],
	};
	const times = await inTurn(commands, directory);
	await rm(product, { recursive: true, force: true });
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

/** The directory of a build like `npm run build`'s, beside the dependencies; nobody else's `dist` is touched. */
async function buildProduct(): Promise<string> {
	const out = await programDirectory();
	await runNode([join(ROOT, "node_modules", "tsdown", "dist", "run.mjs"), "--out-dir", out, "--no-clean", "--logLevel", "error"], ROOT);
	return out;
}
