import { BackoutError, errorText } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { KubernetesApi, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { FIX_OF_TROUBLE } from "../workload/fix.ts";
import { type Pod, podOf, type Trouble, troubleOf } from "../workload/pods.ts";
import type { Alarm } from "./alarm.ts";
import type { Told } from "./follow.ts";
import { WatchedObjects } from "./watched.ts";

/** Enough of a log's end to hold an error and its first frames. */
const LOG_LINES = 20;
/** As many bytes are shown of it. */
const SHOWN_LENGTH = 600;

/** Watches pods, and says what stands in the way of those that are waited for, with the last lines of a failing one. */
export class PodWatcher {
	readonly #api: KubernetesApi;
	readonly #pods: WatchedObjects;
	readonly #isWaitedFor: (pod: Pod) => boolean;
	readonly #alarm: Alarm;
	readonly #logs = new Map<string, string>();
	#signal: AbortSignal | null = null;
	/** Why the pods are not seen; null while they are. */
	#blind: Told | null = null;

	constructor(api: KubernetesApi, selector: string, isWaitedFor: (pod: Pod) => boolean, alarm: Alarm) {
		this.#api = api;
		this.#pods = new WatchedObjects(api, podPath(api, null), selector, alarm);
		this.#isWaitedFor = isWaitedFor;
		this.#alarm = alarm;
	}

	/** All that the selector takes, as they were seen last; null before they were read. */
	pods(): readonly Pod[] | null {
		return this.objects()?.map(podOf) ?? null;
	}

	/** The same as the API gave them. */
	objects(): readonly JsonObject[] | null {
		return this.#pods.all();
	}

	async read(signal: AbortSignal): Promise<void> {
		await this.#pods.read(signal);
	}

	/** Goes on until the signal aborts. Throws what stands in the way of watching. */
	async watch(signal: AbortSignal): Promise<void> {
		this.#signal = signal;
		try {
			await this.#pods.watch(signal);
		} catch (thrown) {
			if (!signal.aborted) this.#blind = blindness(thrown);
			this.#alarm.ring();
			throw thrown;
		}
	}

	/** What stands in the way of the pods that are waited for, and what to do about it; null when nothing is seen to. */
	trouble(): Told | null {
		const troubles = (this.pods() ?? []).filter(this.#isWaitedFor).flatMap((pod) => troubleOf(pod) ?? []);
		const [first, ...others] = troubles;
		if (first === undefined) return this.#blind;
		const log = this.#logOf(first);
		const more = others.length > 0 ? ` (and ${formatQuantity(others.length, "more pod")})` : "";
		return { text: `; ${first.text}${more}`, log: log === "" ? "" : `; its log ends with: ${log}`, fix: FIX_OF_TROUBLE[first.cause] };
	}

	/** Empty until it has been read, which is begun by the first who asks. */
	#logOf(trouble: Trouble): string {
		const key = `${trouble.pod}/${trouble.container ?? ""}`;
		const known = this.#logs.get(key);
		if (known === undefined && trouble.hasLog && this.#signal !== null) {
			this.#logs.set(key, "");
			void this.#readLog(trouble, key, this.#signal);
		}
		return known ?? "";
	}

	async #readLog({ pod, container }: Trouble, key: string, signal: AbortSignal): Promise<void> {
		const query = { container: container ?? undefined, tailLines: LOG_LINES };
		const path = { ...podPath(this.#api, pod), subresource: "log" };
		const text = await this.#api.text(path, query, { signal }).catch((thrown: unknown) => `(no log: ${errorText(thrown)})`);
		this.#logs.set(key, lastLines(text));
		this.#alarm.ring();
	}
}

/** What cannot be watched is not known, and that is said. */
function blindness(thrown: unknown): Told {
	const fix = thrown instanceof BackoutError ? thrown.fix : "look at the pods yourself: `kubectl get pods`";
	return { text: `; what stands in the way of its pods is not seen: ${errorText(thrown)}`, log: "", fix };
}

function podPath(api: KubernetesApi, name: string | null): ResourcePath {
	return { ...RESOURCES.pods, namespace: api.cluster.namespace, name };
}

function lastLines(text: string): string {
	const lines = text.split("\n").filter((line) => line.trim() !== "");
	return lines.join(" | ").slice(-SHOWN_LENGTH);
}
