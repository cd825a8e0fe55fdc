import { channelKinds } from "../channels/index.ts";
import type { ConfigKinds } from "../config/index.ts";
import type { Adapter } from "../core/adapter.ts";
import { BackoutError, errorText } from "../core/error.ts";
import { signalKinds } from "../signals/index.ts";

/** Every adapter that ships with Backout, loaded when a config names it: a new one is one line here and its folder. */
const ADAPTERS: ReadonlyMap<string, () => Promise<Adapter>> = new Map<string, () => Promise<Adapter>>([
	["git", async () => (await import("../adapters/git/index.ts")).gitAdapter],
	["pm2", async () => (await import("../adapters/pm2/index.ts")).pm2Adapter],
	["compose", async () => (await import("../adapters/compose/index.ts")).composeAdapter],
	["kubernetes", async () => (await import("../adapters/kubernetes/index.ts")).kubernetesAdapter],
	["ecs", async () => (await import("../adapters/ecs/index.ts")).ecsAdapter],
	["lambda", async () => (await import("../adapters/lambda/index.ts")).lambdaAdapter],
	["exec", async () => (await import("../adapters/exec/index.ts")).execAdapter],
]);

/** The kinds among `keys` and the adapters of the `plugins`; every kind there is when no keys are given. Throws BackoutError `config.plugin-…`. */
export async function loadKinds(plugins: readonly string[], keys: ReadonlySet<string> | null = null): Promise<ConfigKinds> {
	const [adapters, signals, channels, own] = await Promise.all([
		loadNamed(ADAPTERS, keys),
		loadNamed(signalKinds, keys),
		loadNamed(channelKinds, keys),
		Promise.all(plugins.map(loadPlugin)),
	]);
	return { adapters: new Map([...adapters, ...own.map((adapter) => [adapter.kind, adapter] as const)]), signals, channels };
}

async function loadNamed<Kind>(
	kinds: ReadonlyMap<string, () => Promise<Kind>>,
	keys: ReadonlySet<string> | null,
): Promise<ReadonlyMap<string, Kind>> {
	const named = [...kinds].filter(([name]) => keys === null || keys.has(name));
	return new Map(await Promise.all(named.map(async ([name, load]) => [name, await load()] as const)));
}

/** A plugin is a module whose default export is an adapter. */
async function loadPlugin(path: string): Promise<Adapter> {
	try {
		const module: { readonly default?: unknown } = await import(path);
		if (isAdapter(module.default)) return module.default;
	} catch (cause) {
		throw new BackoutError({
			code: "config.plugin-broken",
			message: `the plugin ${path} cannot be loaded: ${errorText(cause)}`,
			fix: "run it with node to see its fault, or take it out of plugins:",
			cause,
		});
	}
	throw new BackoutError({
		code: "config.plugin-no-adapter",
		message: `the plugin ${path} has no adapter as its default export`,
		fix: "export default { kind, schema, endpoints, connect }; see docs/adapters",
	});
}

function isAdapter(value: unknown): value is Adapter {
	return (
		typeof value === "object" &&
		value !== null &&
		"kind" in value &&
		typeof value.kind === "string" &&
		"schema" in value &&
		"connect" in value &&
		"endpoints" in value
	);
}
