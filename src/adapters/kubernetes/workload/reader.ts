import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi, ResourcePath } from "../api/port.ts";
import type { Workload, WorkloadKind } from "./kind.ts";
import { isSameTemplate } from "./pod-template.ts";
import { newestFirst, type Revision } from "./revision.ts";

/** One workload as it was read. */
export interface Seen {
	readonly object: JsonObject;
	readonly workload: Workload;
}

/** A workload with its history, newest first. */
export interface SeenHistory extends Seen {
	readonly revisions: readonly Revision[];
}

/** Reads one workload and the objects that keep its revisions. */
export class WorkloadReader {
	readonly #api: KubernetesApi;
	readonly #kind: WorkloadKind;
	readonly path: ResourcePath;
	/** A revision's template never changes: one that was read once need not be read again to compare with it. */
	readonly #known: Map<string, Revision>;

	constructor(api: KubernetesApi, kind: WorkloadKind, name: string, known = new Map<string, Revision>()) {
		this.#api = api;
		this.#kind = kind;
		this.#known = known;
		this.path = { ...kind.resource, namespace: api.cluster.namespace, name };
	}

	/** A reader of the same workload that reads its history once, when it is asked for first; a reading that failed is none. */
	atOneMoment(): WorkloadReader {
		const reader = new WorkloadReader(this.#api, this.#kind, this.path.name ?? "", this.#known);
		const read = (limits?: CallLimits) => this.history(limits);
		let kept: Promise<SeenHistory> | null = null;
		reader.history = (limits) => {
			kept ??= read(limits).catch((thrown: unknown) => {
				kept = null;
				throw thrown;
			});
			return kept;
		};
		return reader;
	}

	async workload(limits?: CallLimits): Promise<Seen> {
		return this.seen(await this.#api.read(this.path, limits));
	}

	seen(object: JsonObject): Seen {
		return { object, workload: this.#kind.read(object) };
	}

	/** Reads what `seen` needs besides the object that a watch gives; most kinds need nothing. */
	async aboutToWatch(_limits?: CallLimits): Promise<void> {}

	async history(limits?: CallLimits): Promise<SeenHistory> {
		const seen = await this.workload(limits);
		const all = { ...this.#kind.history, namespace: this.path.namespace, name: null };
		const { items } = await this.#api.list(all, { labelSelector: seen.workload.selector }, limits);
		const revisions = newestFirst(items.flatMap((item) => this.#kind.revisionOf(item, seen.workload) ?? []));
		for (const revision of revisions) this.#known.set(revision.name, revision);
		return { ...seen, revisions };
	}

	/** The revision by its object's name. Throws `kubernetes.not-found`, and `kubernetes.no-such-revision` when it is another workload's. */
	async revision(name: string, seen: Seen, limits?: CallLimits): Promise<Revision> {
		const known = this.#known.get(name);
		if (known !== undefined) return known;
		const found = this.#kind.revisionOf(
			await this.#api.read({ ...this.#kind.history, namespace: this.path.namespace, name }, limits),
			seen.workload,
		);
		if (found === null) throw noSuchRevision(name, this.path.name ?? "");
		this.#known.set(name, found);
		return found;
	}
}

/** The revision whose template is in place; null when none is (somebody changed it and the controller has not kept it yet). */
export function currentRevision({ workload, revisions }: SeenHistory): Revision | null {
	return revisions.find((revision) => isSameTemplate(revision.template, workload.template)) ?? null;
}

function noSuchRevision(name: string, workload: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.no-such-revision",
		message: `${name} keeps no revision of ${workload}`,
		fix: "see `backout history` for the revisions there are, and plan again",
	});
}
