import type { Evidence } from "../../../core/adapter.ts";
import { errorText } from "../../../core/error.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { KubernetesApi } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import type { WorkloadKind } from "./kind.ts";
import { type Pod, podOf, troubleOf } from "./pods.ts";
import type { WorkloadReader } from "./reader.ts";

/** More pods of one workload say the same again. */
const MOST_PODS = 5;
const MOST_BYTES = 1_048_576;

/** The workload as it is, its revisions and pods, and the logs of the pods in trouble first; what cannot be read is left out with the reason. */
export async function evidenceOf(
	api: KubernetesApi,
	kind: WorkloadKind,
	reader: WorkloadReader,
	sinceMs: number,
	deadline: AbortSignal,
): Promise<readonly Evidence[]> {
	const limits = { signal: deadline };
	const { object, workload, revisions } = await reader.history(limits);
	const pods = { ...RESOURCES.pods, namespace: api.cluster.namespace, name: null };
	const { items } = await api.list(pods, { labelSelector: workload.selector }, limits);
	const chosen = items.map(podOf).toSorted(troubledFirst).slice(0, MOST_PODS);
	const logs = await Promise.all(chosen.map((pod) => logOf(api, pod, sinceMs, deadline)));
	const history = revisions.map(({ number, name, createdAt, changeCause }) => ({ number, name, createdAt, changeCause }));
	return [
		{ name: `${kind.word}.json`, content: json(withoutValues(object)) },
		{ name: "revisions.json", content: json(history) },
		{ name: "pods.json", content: json(items.map(withoutValues)) },
		...logs,
	];
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

function json(value: JsonValue): string {
	return `${JSON.stringify(value, null, "\t")}\n`;
}
