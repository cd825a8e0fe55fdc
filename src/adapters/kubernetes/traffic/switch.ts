import type { StepCall } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import type { BlueGreenReader } from "./blue-green-reader.ts";
import { colourId, readyCount } from "./colour.ts";
import type { Change, Stand } from "./conditional.ts";
import type { Endpoints } from "./endpoints.ts";
import type { TrafficPayloadOf } from "./payload.ts";
import type { TrafficPod } from "./ready-pods.ts";
import { type Service, selectorPatch } from "./service.ts";

type Switch = TrafficPayloadOf<"selector">;

/** Changes one label of the selector, and looks right before it that the wanted colour still is what was planned, and ready. */
export function switchChange(api: KubernetesApi, reader: BlueGreenReader, payload: Switch): Change<Service> {
	const { name, label, from, to } = payload;
	return {
		what: `Service ${name}`,
		read: (limits) => reader.service(limits),
		versionOf: ({ metadata }) => metadata.resourceVersion,
		stand: (service) => standOfSwitch(service, payload),
		async write(service, limits) {
			await demandReady(reader, payload, limits);
			await api.patch(reader.path, selectorPatch(service, label, from, to), limits);
		},
	};
}

/** Whether the selector has the wanted colour, still the one before, or something third. */
export function standOfSwitch({ selector }: Service, { label, from, to }: Switch): Stand {
	const colour = selector[label];
	if (colour === to) return { kind: "in-place" };
	if (colour === from) return { kind: "untouched" };
	return { kind: "moved", detail: `somebody else switched meanwhile: it selects ${label}=${colour ?? "(nothing)"}` };
}

async function demandReady(
	reader: BlueGreenReader,
	{ to, release, least }: Switch,
	limits: { readonly signal?: AbortSignal },
): Promise<void> {
	const { colours } = await reader.colours(limits);
	const wanted = colours.find(({ name }) => name === to);
	if (wanted === undefined || colourId(wanted) !== release)
		throw new BackoutError({
			code: "kubernetes.moved",
			message: `${to} is not as the plan expects: it holds ${wanted === undefined ? "nothing" : colourId(wanted)} and no longer ${release}`,
			fix: "look at `backout status`, then plan again",
		});
	const ready = readyCount(wanted);
	if (ready >= Math.max(1, least)) return;
	throw new BackoutError({
		code: "kubernetes.colour-not-ready",
		message: `only ${ready} of ${formatQuantity(least, "pod")} of ${release} ${ready === 1 ? "is" : "are"} ready: it was not switched`,
		fix: `bring them up, then resume; \`kubectl get pods\` shows what is missing`,
		retryable: true,
	});
}

/** Landed only when the cluster sends the Service's traffic to exactly the ready pods of the wanted colour. */
export async function stateOfSwitch(reader: BlueGreenReader, payload: Switch, call: Pick<StepCall, "signal">): Promise<StepState> {
	const limits = { signal: call.signal };
	const service = await reader.service(limits);
	if (standOfSwitch(service, payload).kind !== "in-place") return stateOfSelector(payload, service, [], NO_ENDPOINTS);
	const { pods, endpoints } = await reader.endpoints(service.selector, limits);
	return stateOfSelector(payload, service, pods, endpoints);
}

const NO_ENDPOINTS: Endpoints = { pods: new Set(), foreign: [] };

/** What the Service, the pods of the wanted colour and the Service's endpoints show of the switch. */
export function stateOfSelector(payload: Switch, service: Service, pods: readonly TrafficPod[], endpoints: Endpoints): StepState {
	const stand = standOfSwitch(service, payload);
	if (stand.kind === "moved") return { state: "unknown", detail: stand.detail };
	if (stand.kind === "untouched") return { state: "untouched", detail: `it still selects ${payload.label}=${payload.from}` };
	return stateOfEndpoints(payload.to, pods, endpoints.pods, service.takesUnready);
}

/** Holds the pods that get traffic against those that shall: the ready ones, and where the Service wants it so the others of the colour too. */
export function stateOfEndpoints(
	colour: string,
	pods: readonly TrafficPod[],
	taking: ReadonlySet<string>,
	takesUnready: boolean,
): StepState {
	const ready = pods.filter(({ isReady }) => isReady);
	const entitled = new Set((takesUnready ? pods : ready).map(({ name }) => name));
	const others = [...taking].filter((name) => !entitled.has(name));
	const missing = ready.filter(({ name }) => !taking.has(name));
	const of = formatQuantity(ready.length, "ready pod");
	if (ready.length === 0) return { state: "landing", detail: `no pod of ${colour} is ready` };
	if (missing.length > 0) return { state: "landing", detail: `${missing.length} of ${of} of ${colour} get no traffic yet` };
	if (others.length > 0) return { state: "landing", detail: `traffic still goes to ${others.join(", ")}` };
	return { state: "landed", detail: `traffic goes to ${of} of ${colour} and to nothing else` };
}
