import { composeAdapter } from "../adapters/compose/index.ts";
import { execAdapter } from "../adapters/exec/index.ts";
import { gitAdapter } from "../adapters/git/index.ts";
import { pm2Adapter } from "../adapters/pm2/index.ts";
import { channelKinds } from "../channels/index.ts";
import type { ConfigKinds } from "../config/index.ts";
import type { Adapter } from "../core/adapter.ts";
import { BackoutError, errorText } from "../core/error.ts";
import { signalKinds } from "../signals/index.ts";

/** Every adapter that ships with Backout: a new one is one line here and its folder. */
const ADAPTERS: readonly Adapter[] = [gitAdapter, pm2Adapter, composeAdapter, execAdapter];

/** All kinds a config may name: ours, and the adapters of its `plugins`. */
export async function loadKinds(plugins: readonly string[]): Promise<ConfigKinds> {
	const own = await Promise.all(plugins.map(loadPlugin));
	return {
		adapters: new Map([...ADAPTERS, ...own].map((adapter) => [adapter.kind, adapter])),
		signals: signalKinds,
		channels: channelKinds,
	};
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
