import { BackoutError } from "../../../core/error.ts";
import { unknownName } from "./faults.ts";
import type { Kubeconfig } from "./read.ts";
import type { ClusterEntry, UserEntry } from "./shape.ts";

/** One context with what it names. */
export interface ChosenContext {
	readonly context: string;
	/** Null: the context names none. */
	readonly namespace: string | null;
	readonly clusterName: string;
	readonly cluster: ClusterEntry;
	/** For messages; empty when the context names no user. */
	readonly userName: string;
	/** Null: the context names no user, so nobody logs in. */
	readonly user: UserEntry | null;
}

/** The context that was asked for, or the current one. `where` names the files. Throws `kubernetes.context-unknown`, `kubernetes.cluster-unknown`, `kubernetes.user-unknown`, `kubernetes.no-context`. */
export function chooseContext(config: Kubeconfig, asked: string | null, where: string): ChosenContext {
	const known = [...config.contexts.keys()];
	const context = asked ?? config.currentContext;
	if (context === null) throw noContext(known, where);
	const entry = config.contexts.get(context);
	if (entry === undefined) throw unknownName("context", context, known, where);
	const place = `${where}, which context ${JSON.stringify(context)} names`;
	const cluster = config.clusters.get(entry.cluster ?? "");
	if (cluster === undefined) throw unknownName("cluster", entry.cluster ?? "", [...config.clusters.keys()], place);
	const user = entry.user === null ? null : config.users.get(entry.user);
	if (user === undefined) throw unknownName("user", entry.user ?? "", [...config.users.keys()], place);
	const { namespace } = entry;
	return { context, namespace, clusterName: entry.cluster ?? "", cluster, userName: entry.user ?? "", user };
}

/** kubectl would go on to localhost:8080; which cluster is meant is never guessed here. */
function noContext(known: readonly string[], where: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.no-context",
		message: `${where} has no current context`,
		fix: `name one as \`context\` in backout.yaml${known.length === 0 ? "" : ` (${known.toSorted().join(", ")})`}, or choose with \`kubectl config use-context\``,
	});
}
