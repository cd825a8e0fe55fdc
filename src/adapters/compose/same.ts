import { ownAliases } from "./create-args.ts";
import { type Options, overrides, type RunConfig } from "./options.ts";

/** Left out of the comparison: compared in their resolved form below, or of no effect. */
const RESOLVED = new Set(["Binds", "Mounts", "ContainerIDFile", "ConsoleSize", "Links"]);

/** The names of the options in which the new container is not like the old one; empty when it is the same but for its image. Names only: values may be secrets. Pure. */
export function differences(
	old: { readonly options: Options; readonly image: RunConfig },
	made: { readonly options: Options; readonly image: RunConfig },
): readonly string[] {
	const before = described(old.options, old.image);
	const after = described(made.options, made.image);
	return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).sort();
}

function described(options: Options, image: RunConfig): ReadonlyMap<string, string> {
	const own = overrides(options.Config, image);
	const hasOwnHostname = !options.Id.startsWith(options.Config.Hostname);
	const entries: readonly (readonly [string, unknown])[] = [
		...Object.entries(options.HostConfig)
			.filter(([key]) => !RESOLVED.has(key))
			.map(([key, value]) => [key, key === "RestartPolicy" ? restartText(value) : value] as const),
		...Object.entries(own).map(
			([key, value]) => [key, Array.isArray(value) && key !== "entrypoint" && key !== "command" ? [...value].sort() : value] as const,
		),
		["hostname", hasOwnHostname ? options.Config.Hostname : null],
		["domainname", options.Config.Domainname],
		["tty", options.Config.Tty],
		["interactive", options.Config.OpenStdin],
		["mounts", mountsOf(options)],
		["links", (options.HostConfig.Links ?? []).map((link) => link.replace(/:\/.*\//, ":")).sort()],
		...Object.entries(options.NetworkSettings.Networks ?? {}).map(
			([name, network]) =>
				[`network ${name}`, { aliases: [...ownAliases(options, network)].sort(), ip: network.IPAMConfig ?? null }] as const,
		),
	];
	return new Map(entries.filter(([, value]) => !isEmpty(value)).map(([key, value]) => [key, stable(value)]));
}

function mountsOf(options: Options): readonly unknown[] {
	const resolved = options.Mounts.map(({ Type, Name, Source, Destination, RW, Propagation }) =>
		[Type, Name ?? Source, Destination, RW, Propagation].join("|"),
	);
	const details = (options.HostConfig.Mounts ?? []).map(({ Type, Target, BindOptions, TmpfsOptions, VolumeOptions }) =>
		[BindOptions, TmpfsOptions, VolumeOptions].every(isEmpty) ? "" : stable({ Type, Target, BindOptions, TmpfsOptions, VolumeOptions }),
	);
	return [...resolved, ...details.filter((detail) => detail !== "")].sort();
}

/** The same policy is shown as "" and as "no". */
function restartText(policy: unknown): unknown {
	return JSON.stringify(policy ?? "").includes('"no"') ? null : policy;
}

function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === "" || value === 0 || value === false) return true;
	if (typeof value !== "object") return false;
	return Object.values(value).every(isEmpty);
}

function stable(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		typeof inner === "object" && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}
