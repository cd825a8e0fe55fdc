import { type HostConfig, type HostMount, type NetworkOptions, type Options, overrides, type RunConfig } from "./options.ts";

/** Options of HostConfig whose value is the flag's value: a number, a text. */
const PLAIN: Readonly<Record<string, string>> = {
	Memory: "memory",
	MemoryReservation: "memory-reservation",
	MemorySwap: "memory-swap",
	MemorySwappiness: "memory-swappiness",
	ShmSize: "shm-size",
	CpuShares: "cpu-shares",
	CpuPeriod: "cpu-period",
	CpuQuota: "cpu-quota",
	CpuRealtimePeriod: "cpu-rt-period",
	CpuRealtimeRuntime: "cpu-rt-runtime",
	CpusetCpus: "cpuset-cpus",
	CpusetMems: "cpuset-mems",
	BlkioWeight: "blkio-weight",
	PidsLimit: "pids-limit",
	OomScoreAdj: "oom-score-adj",
	PidMode: "pid",
	IpcMode: "ipc",
	UTSMode: "uts",
	UsernsMode: "userns",
	CgroupnsMode: "cgroupns",
	CgroupParent: "cgroup-parent",
	Runtime: "runtime",
	VolumeDriver: "volume-driver",
	Isolation: "isolation",
};

/** Options that are there or not. */
const SWITCHES: Readonly<Record<string, string>> = {
	Privileged: "privileged",
	ReadonlyRootfs: "read-only",
	PublishAllPorts: "publish-all",
	AutoRemove: "rm",
	Init: "init",
	OomKillDisable: "oom-kill-disable",
};

/** Options that may be given several times. */
const LISTS: Readonly<Record<string, string>> = {
	Binds: "volume",
	CapAdd: "cap-add",
	CapDrop: "cap-drop",
	Dns: "dns",
	DnsOptions: "dns-option",
	DnsSearch: "dns-search",
	ExtraHosts: "add-host",
	GroupAdd: "group-add",
	SecurityOpt: "security-opt",
	DeviceCgroupRules: "device-cgroup-rule",
	VolumesFrom: "volumes-from",
};

/** Options of the form `name=value`, and how name and value are joined. */
const MAPS: Readonly<Record<string, readonly [flag: string, join: string]>> = {
	Sysctls: ["sysctl", "="],
	StorageOpt: ["storage-opt", "="],
	Annotations: ["annotation", "="],
	Tmpfs: ["tmpfs", ":"],
};

/** The flags of `docker create` that make a container like this one from another image, the values of its environment left out; and the command that follows the image. Pure. */
export function createArgs(options: Options, image: RunConfig): { readonly flags: readonly string[]; readonly command: readonly string[] } {
	const own = overrides(options.Config, image);
	const [entrypoint, ...entryArgs] = own.entrypoint ?? [];
	const flags = [
		...hostFlags(options.HostConfig),
		...mountFlags(options),
		...networkFlags(options),
		...configFlags(options, own),
		...(own.entrypoint === null ? [] : [`--entrypoint=${entrypoint ?? ""}`]),
	];
	return { flags, command: [...entryArgs, ...(own.command ?? [])] };
}

function hostFlags(host: HostConfig): readonly string[] {
	const pairs = Object.entries(host).filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== 0);
	const simple = pairs.flatMap(([key, value]) => {
		const plain = PLAIN[key];
		if (plain !== undefined) return [`--${plain}=${String(value)}`];
		const on = SWITCHES[key];
		if (on !== undefined) return value === true ? [`--${on}`] : [];
		const list = LISTS[key];
		if (list !== undefined && Array.isArray(value)) return value.map((item) => `--${list}=${String(item)}`);
		const map = MAPS[key];
		return map !== undefined && typeof value === "object" && value !== null ? mapFlags(map, value) : [];
	});
	return [...simple, ...structuredFlags(host)];
}

function mapFlags([flag, join]: readonly [string, string], value: object): readonly string[] {
	return Object.entries(value).map(([name, text]) => `--${flag}=${name}${text === "" && join === ":" ? "" : `${join}${String(text)}`}`);
}

function structuredFlags(host: HostConfig): readonly string[] {
	const { RestartPolicy: restart, LogConfig: log } = host;
	const retries = restart && restart.MaximumRetryCount > 0 ? `:${restart.MaximumRetryCount}` : "";
	return [
		...(restart && restart.Name !== "" && restart.Name !== "no" ? [`--restart=${restart.Name}${retries}`] : []),
		...(log && log.Type !== "" ? [`--log-driver=${log.Type}`] : []),
		...Object.entries(log?.Config ?? {}).map(([name, value]) => `--log-opt=${name}=${value}`),
		...(host.NanoCpus > 0 ? [`--cpus=${host.NanoCpus / 1e9}`] : []),
		...(host.Ulimits ?? []).map((limit) => `--ulimit=${limit.Name}=${limit.Soft}:${limit.Hard}`),
		...(host.Devices ?? []).map((device) => `--device=${device.PathOnHost}:${device.PathInContainer}:${device.CgroupPermissions}`),
		...(host.Links ?? []).map((link) => `--link=${plainLink(link)}`),
		...Object.entries(host.PortBindings ?? {}).flatMap(([port, bindings]) =>
			(bindings ?? []).map((binding) => `--publish=${published(port, binding)}`),
		),
		// What `--security-opt systempaths=unconfined` leaves behind: the option itself is not kept.
		...(host.MaskedPaths?.length === 0 && !host.Privileged ? ["--security-opt=systempaths=unconfined"] : []),
	];
}

/** `/db:/api/database` as it was written: `db:database`. */
function plainLink(link: string): string {
	const [source = "", alias = ""] = link.split(":");
	return `${source.replace(/^\//, "")}:${alias.split("/").at(-1) ?? ""}`;
}

function published(port: string, { HostIp, HostPort }: { readonly HostIp: string; readonly HostPort: string }): string {
	const address = HostIp === "" ? "" : `${HostIp.includes(":") ? `[${HostIp}]` : HostIp}:`;
	return `${address}${HostPort === "" && address === "" ? "" : `${HostPort}:`}${port}`;
}

/** `--mount` for those that were made so, and for the volumes without a name of their own, so that their data comes along. */
function mountFlags({ HostConfig: host, Mounts }: Options): readonly string[] {
	const bound = new Set((host.Binds ?? []).map((bind) => bind.split(":")[1] ?? ""));
	const named = host.Mounts ?? [];
	const targets = new Set([...bound, ...named.map((one) => one.Target)]);
	const anonymous = Mounts.filter((one) => one.Type === "volume" && !targets.has(one.Destination));
	const sourceOf = (one: HostMount) => one.Source || (Mounts.find((mounted) => mounted.Destination === one.Target)?.Name ?? "");
	return [
		...named.map((one) =>
			mountFlag([
				`type=${one.Type}`,
				...sourced(sourceOf(one)),
				`target=${one.Target}`,
				...(one.ReadOnly ? ["readonly"] : []),
				...mountDetails(one),
			]),
		),
		...anonymous.map((one) => mountFlag(["type=volume", ...sourced(one.Name ?? ""), `target=${one.Destination}`])),
	];
}

function sourced(source: string): readonly string[] {
	return source === "" ? [] : [`source=${source}`];
}

function mountDetails(one: HostMount): readonly string[] {
	const read = (group: string, key: string): unknown => {
		const options = one[group];
		return typeof options === "object" && options !== null && key in options
			? Object.entries(options).find(([name]) => name === key)?.[1]
			: undefined;
	};
	const details: readonly (readonly [string, unknown])[] = [
		["bind-propagation", read("BindOptions", "Propagation")],
		["tmpfs-size", read("TmpfsOptions", "SizeBytes")],
		["volume-nocopy", read("VolumeOptions", "NoCopy")],
	];
	return details
		.filter(([, value]) => value !== undefined && value !== "" && value !== false)
		.map(([name, value]) => `${name}=${String(value)}`);
}

/** The value of `--mount` is one line of CSV. */
function mountFlag(fields: readonly string[]): string {
	return `--mount=${fields.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",")}`;
}

function networkFlags(options: Options): readonly string[] {
	const { NetworkMode: mode } = options.HostConfig;
	const primary = primaryNetwork(options);
	const flags = primary === null ? [] : addressFlags(options, primary[1], "network-alias");
	return [...(mode === "default" ? [] : [`--network=${mode}`]), ...flags];
}

/** The networks to connect after the container is made, each with its flags of `docker network connect`. Pure. */
export function furtherNetworks(options: Options): readonly { readonly network: string; readonly flags: readonly string[] }[] {
	const primary = primaryNetwork(options)?.[0];
	return Object.entries(options.NetworkSettings.Networks ?? {})
		.filter(([name]) => name !== primary)
		.map(([network, settings]) => ({ network, flags: addressFlags(options, settings, "alias") }));
}

function primaryNetwork(options: Options): readonly [string, NetworkOptions] | null {
	const mode = options.HostConfig.NetworkMode === "default" ? "bridge" : options.HostConfig.NetworkMode;
	const networks = Object.entries(options.NetworkSettings.Networks ?? {});
	return networks.find(([name, network]) => name === mode || (network.NetworkID !== "" && network.NetworkID === mode)) ?? null;
}

function addressFlags(options: Options, network: NetworkOptions, aliasFlag: string): readonly string[] {
	return [
		...ownAliases(options, network).map((alias) => `--${aliasFlag}=${alias}`),
		...(network.IPAMConfig?.IPv4Address ? [`--ip=${network.IPAMConfig.IPv4Address}`] : []),
		...(network.IPAMConfig?.IPv6Address ? [`--ip6=${network.IPAMConfig.IPv6Address}`] : []),
	];
}

/** Docker adds the container's short ID as an alias by itself. */
export function ownAliases(options: Options, network: NetworkOptions): readonly string[] {
	return (network.Aliases ?? []).filter((alias) => !options.Id.startsWith(alias));
}

function configFlags(options: Options, own: ReturnType<typeof overrides>): readonly string[] {
	const { Config: config } = options;
	const takesHostname = config.Hostname !== "" && !options.Id.startsWith(config.Hostname) && !isShared(options);
	return [
		...(takesHostname ? [`--hostname=${config.Hostname}`] : []),
		...(config.Domainname === "" || isShared(options) ? [] : [`--domainname=${config.Domainname}`]),
		...(own.user === null ? [] : [`--user=${own.user}`]),
		...(own.workingDirectory === null ? [] : [`--workdir=${own.workingDirectory}`]),
		...own.labels.map((label) => `--label=${label}`),
		...own.exposed.map((port) => `--expose=${port}`),
		...(own.stopSignal === null ? [] : [`--stop-signal=${own.stopSignal}`]),
		...(own.stopTimeout === null ? [] : [`--stop-timeout=${own.stopTimeout}`]),
		...(config.MacAddress ? [`--mac-address=${config.MacAddress}`] : []),
		...(config.Tty ? ["--tty"] : []),
		...(config.OpenStdin ? ["--interactive"] : []),
		...healthFlags(own.healthcheck),
	];
}

/** The host's or another container's network brings its own host name. */
function isShared(options: Options): boolean {
	return options.HostConfig.NetworkMode === "host" || options.HostConfig.NetworkMode.startsWith("container:");
}

function healthFlags(check: RunConfig["Healthcheck"]): readonly string[] {
	const [kind, command = ""] = check?.Test ?? [];
	if (kind === "NONE") return ["--no-healthcheck"];
	const durations = [
		["health-interval", check?.Interval],
		["health-timeout", check?.Timeout],
		["health-start-period", check?.StartPeriod],
	] as const;
	return [
		...(kind === "CMD-SHELL" ? [`--health-cmd=${command}`] : []),
		...durations.flatMap(([flag, nanoseconds]) => (nanoseconds ? [`--${flag}=${nanoseconds}ns`] : [])),
		...(check?.Retries ? [`--health-retries=${check.Retries}`] : []),
	];
}
