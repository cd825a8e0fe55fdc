import type { Evidence } from "../../core/adapter.ts";
import { errorText } from "../../core/error.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { KubernetesApi, Query } from "./api/port.ts";
import { RESOURCES } from "./api/resources.ts";
import { type Pod, podOf, troubleOf } from "./workload/pods.ts";

/** More pods of one workload say the same again. */
const MOST_PODS = 5;
const MOST_BYTES = 1_048_576;

/** Pods, and the file that keeps them: in place of pods that cannot be listed it says why. `isOwn` tells which of the listed ones are meant. */
export async function keptPods(
	api: KubernetesApi,
	query: Query,
	deadline: AbortSignal,
	isOwn: (pod: JsonObject) => boolean = () => true,
): Promise<{ readonly pods: readonly JsonObject[]; readonly file: Evidence }> {
	try {
		const { items } = await api.list({ ...RESOURCES.pods, namespace: api.cluster.namespace, name: null }, query, { signal: deadline });
		const pods = items.filter(isOwn);
		return { pods, file: { name: "pods.json", content: keptJson(pods) } };
	} catch (thrown) {
		return { pods: [], file: { name: "pods.json", content: keptJson({ notRead: errorText(thrown) }) } };
	}
}

/** The logs of the last `sinceMs` milliseconds of a few of the pods, those in trouble first; what cannot be read is left out with the reason. */
export async function podLogs(
	api: KubernetesApi,
	pods: readonly JsonObject[],
	sinceMs: number,
	deadline: AbortSignal,
): Promise<readonly Evidence[]> {
	const chosen = pods.map(podOf).toSorted(troubledFirst).slice(0, MOST_PODS);
	return await Promise.all(chosen.map((pod) => logOf(api, pod, sinceMs, deadline)));
}

/** An object as it is kept, without what may be secret. */
export function keptJson(value: JsonValue): string {
	return `${JSON.stringify(withoutValues(value), null, "\t")}\n`;
}

function troubledFirst(a: Pod, b: Pod): number {
	return Number(troubleOf(b) !== null) - Number(troubleOf(a) !== null);
}

async function logOf(api: KubernetesApi, { metadata: { name } }: Pod, sinceMs: number, signal: AbortSignal): Promise<Evidence> {
	const path = { ...RESOURCES.pods, namespace: api.cluster.namespace, name, subresource: "log" };
	const query = { sinceSeconds: Math.ceil(sinceMs / 1_000), limitBytes: MOST_BYTES, timestamps: true };
	const content = await api.text(path, query, { signal }).catch((thrown: unknown) => `(could not be read: ${errorText(thrown)})\n`);
	return { name: `${name}.log`, content };
}

/** Values of environment variables may be secrets that nobody told us of: they are left out. */
function withoutValues(value: JsonValue): JsonValue {
	if (Array.isArray(value)) return value.map(withoutValues);
	if (!isObject(value)) return value;
	const entries = Object.entries(value).map(([key, member]) => [key, member === undefined ? undefined : without(key, member)]);
	return Object.fromEntries(entries);
}

function without(key: string, member: JsonValue): JsonValue {
	if (key === "kubectl.kubernetes.io/last-applied-configuration") return "(left out)";
	if (key !== "env" || !Array.isArray(member)) return withoutValues(member);
	return member.map((one: JsonValue) => (isObject(one) && "value" in one ? { ...one, value: "(left out)" } : one));
}

function isObject(value: JsonValue): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
