import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { errorText } from "../../../core/error.ts";
import { badKubeconfig } from "./faults.ts";
import type { KubeconfigFiles } from "./files.ts";
import { type ClusterEntry, type ContextEntry, kubeconfigShape, type UserEntry } from "./shape.ts";

/** Entries by name. */
export interface Kubeconfig {
	readonly currentContext: string | null;
	readonly contexts: ReadonlyMap<string, ContextEntry>;
	readonly clusters: ReadonlyMap<string, ClusterEntry>;
	readonly users: ReadonlyMap<string, UserEntry>;
}

/** All files as one, by kubectl's rule: of each name the first file's entry counts, whole. Null when none of the files is there. Throws `kubernetes.kubeconfig-missing` for a named one, `kubernetes.kubeconfig-invalid`. */
export async function readKubeconfig({ files, isNamed }: KubeconfigFiles): Promise<Kubeconfig | null> {
	const read = await Promise.all(files.map((file) => readOne(file, isNamed)));
	const found = read.filter((one) => one !== null);
	return found.length === 0 ? null : mergedKubeconfig(found);
}

/** The files as one, the first one first. Pure. */
function mergedKubeconfig(found: readonly Kubeconfig[]): Kubeconfig {
	const last = found.toReversed();
	return {
		currentContext: found.find(({ currentContext }) => currentContext !== null)?.currentContext ?? null,
		contexts: new Map(last.flatMap(({ contexts }) => [...contexts])),
		clusters: new Map(last.flatMap(({ clusters }) => [...clusters])),
		users: new Map(last.flatMap(({ users }) => [...users])),
	};
}

async function readOne(file: string, isNamed: boolean): Promise<Kubeconfig | null> {
	try {
		return parseKubeconfig(await readFile(file, "utf8"), file);
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? cause.code : null;
		if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) throw cause;
		if (code === "ENOENT" && !isNamed) return null;
		throw badKubeconfig(
			`the kubeconfig ${file} cannot be read: ${code === "ENOENT" ? "it is not there" : errorText(cause)}`,
			isNamed
				? "correct `kubeconfig` in backout.yaml, or put the file there"
				: "mend its rights, or set KUBECONFIG to the file that is meant",
		);
	}
}

/** One file's entries, its paths made absolute. Throws `kubernetes.kubeconfig-invalid`. */
export function parseKubeconfig(content: string, file: string): Kubeconfig {
	const parsed = kubeconfigShape.safeParse(yamlOf(content, file));
	if (!parsed.success) {
		const faults = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
		throw badKubeconfig(`the kubeconfig ${file} is not understood: ${faults.join("; ")}`, "mend it; `kubectl config view` reads it too");
	}
	const { clusters, contexts, users } = parsed.data;
	const from = (path: string | null) => (path === null ? null : resolve(dirname(file), path));
	return {
		currentContext: parsed.data["current-context"],
		contexts: byName(
			contexts.map(({ name, context }) => [name, context]),
			file,
			"context",
		),
		clusters: byName(
			clusters.map(({ name, cluster }) => [name, clusterFrom(cluster, from)]),
			file,
			"cluster",
		),
		users: byName(
			users.map(({ name, user }) => [name, userFrom(user, from)]),
			file,
			"user",
		),
	};
}

/** The parser's own message shows the line, which may hold a token: only where it is is told. */
function yamlOf(content: string, file: string): unknown {
	try {
		// Go reads YAML 1.1: `insecure-skip-tls-verify: yes` is true.
		return parse(content, { version: "1.1", prettyErrors: true });
	} catch (cause) {
		const at = /at line (\d+)/.exec(errorText(cause))?.[1];
		throw badKubeconfig(
			`the kubeconfig ${file} is not YAML${at === undefined ? "" : ` (line ${at})`}`,
			"mend it; `kubectl config view` reads it too",
		);
	}
}

function byName<Entry>(entries: readonly (readonly [string, Entry])[], file: string, what: string): ReadonlyMap<string, Entry> {
	const map = new Map(entries);
	if (map.size === entries.length) return map;
	const twice = entries.find(([name], index) => entries.findIndex(([other]) => other === name) !== index)?.[0];
	throw badKubeconfig(`the kubeconfig ${file} has two ${what}s of the name ${JSON.stringify(twice)}`, "take one of them out");
}

type FromFile = (path: string | null) => string | null;

function clusterFrom(cluster: ClusterEntry, from: FromFile): ClusterEntry {
	return { ...cluster, "certificate-authority": from(cluster["certificate-authority"]) };
}

/** A program without a slash is looked for in PATH (client-go, tools/clientcmd/loader.go, GetAuthInfoFileReferences). */
function userFrom(user: UserEntry, from: FromFile): UserEntry {
	const command = user.exec?.command ?? null;
	return {
		...user,
		tokenFile: from(user.tokenFile),
		"client-certificate": from(user["client-certificate"]),
		"client-key": from(user["client-key"]),
		exec: user.exec === null ? null : { ...user.exec, command: command?.includes("/") ? from(command) : command },
	};
}
