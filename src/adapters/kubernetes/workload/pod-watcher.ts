import { errorText } from "../../../core/error.ts";
import type { KubernetesApi, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { isPodOf, type Pod, podOf, type Trouble, troubleOf } from "./pods.ts";

/** Enough of a log's end to hold an error and its first frames. */
const LOG_LINES = 20;
/** As many bytes are shown of it. */
const SHOWN_LENGTH = 600;

/** Watches the pods of one revision beside its roll-out, and says what stands in their way. */
export class PodWatcher {
	readonly #api: KubernetesApi;
	readonly #selector: string;
	readonly #revision: string;
	readonly #pods = new Map<string, Pod>();
	readonly #logs = new Map<string, string>();
	readonly #changed: () => void;

	constructor(api: KubernetesApi, selector: string, revision: string, changed: () => void) {
		this.#api = api;
		this.#selector = selector;
		this.#revision = revision;
		this.#changed = changed;
	}

	/** Goes on until the signal aborts. What cannot be watched is not known, and that is all: the roll-out itself is told by its workload. */
	async watch(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			try {
				await this.#watchOnce(signal);
			} catch (thrown) {
				if (!isExpired(thrown)) return;
			}
		}
	}

	/** What stands in the way of the revision's pods, the last lines of a failing one with it; empty when nothing does. */
	text(): string {
		const troubles = [...this.#pods.values()].flatMap((pod) => troubleOf(pod) ?? []);
		const [first] = troubles;
		if (first === undefined) return "";
		const log = this.#logs.get(keyOf(first)) ?? "";
		const more = troubles.length > 1 ? ` (and ${troubles.length - 1} more pods)` : "";
		return `; ${first.text}${more}${log === "" ? "" : `; its log ends with: ${log}`}`;
	}

	async #watchOnce(signal: AbortSignal): Promise<void> {
		const all = this.#path(null);
		const { items, resourceVersion } = await this.#api.list(all, { labelSelector: this.#selector }, { signal });
		this.#pods.clear();
		for (const item of items) this.#take(podOf(item), signal);
		this.#changed();
		for await (const { type, object } of this.#api.watch(all, { labelSelector: this.#selector, resourceVersion }, signal)) {
			if (type === "BOOKMARK") continue;
			const pod = podOf(object);
			if (type === "DELETED") this.#pods.delete(pod.metadata.name);
			else this.#take(pod, signal);
			this.#changed();
		}
	}

	#take(pod: Pod, signal: AbortSignal): void {
		if (!isPodOf(pod, this.#revision)) return;
		this.#pods.set(pod.metadata.name, pod);
		const trouble = troubleOf(pod);
		if (trouble?.hasLog === true && !this.#logs.has(keyOf(trouble))) void this.#readLog(trouble, signal);
	}

	async #readLog(trouble: Trouble, signal: AbortSignal): Promise<void> {
		this.#logs.set(keyOf(trouble), "");
		const query = { container: trouble.container ?? undefined, tailLines: LOG_LINES };
		const path = { ...this.#path(trouble.pod), subresource: "log" };
		const text = await this.#api.text(path, query, { signal }).catch((thrown: unknown) => `(no log: ${errorText(thrown)})`);
		this.#logs.set(keyOf(trouble), oneLine(text));
		this.#changed();
	}

	#path(name: string | null): ResourcePath {
		return { ...RESOURCES.pods, namespace: this.#api.cluster.namespace, name };
	}
}

function keyOf({ pod, container }: Trouble): string {
	return `${pod}/${container ?? ""}`;
}

function oneLine(text: string): string {
	const lines = text.split("\n").filter((line) => line.trim() !== "");
	return lines.join(" | ").slice(-SHOWN_LENGTH);
}

function isExpired(thrown: unknown): boolean {
	return typeof thrown === "object" && thrown !== null && "code" in thrown && thrown.code === "kubernetes.expired";
}
