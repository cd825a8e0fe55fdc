import type { Goal, Proposal } from "../../../core/adapter.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import { kubectl } from "../workload/hand.ts";
import type { SeenColours } from "./blue-green-reader.ts";
import type { Carrier } from "./carrier.ts";
import { type Colour, colourId, isEmpty, readyCount, wantedCount } from "./colour.ts";
import { endpointsOf } from "./endpoints.ts";
import type { TrafficPayload } from "./payload.ts";
import type { BlueGreenPlace } from "./place.ts";
import { scaleStep } from "./scale.ts";
import { type Service, selectorPatch, serviceObstacle } from "./service.ts";

/** The cluster's controllers follow a changed selector within seconds; a loaded one takes longer. */
const SWITCH_MS = 2 * 60_000;

type Return = Extract<Goal, { kind: "return" }>;

/** The steps that give the wanted release's colour the traffic: pods first where there are too few, then the switch. Nothing to do, or refused with the fix, otherwise. */
export function proposeSwitch(goal: Return, seen: SeenColours, place: BlueGreenPlace, cluster: ClusterName): Proposal {
	const obstacle = serviceObstacle(seen.service, place.label);
	if (obstacle !== null) return { kind: "refused", ...obstacle };
	const live = seen.colours.find(({ isLive }) => isLive);
	if (live === undefined) return { kind: "refused", ...unknownColour(seen.service, place) };
	const wanted = seen.colours.find((colour) => !isEmpty(colour) && colourId(colour) === goal.to.id);
	if (wanted === undefined) return overwritten(goal.to.id, seen, place);
	if (wanted.isLive) return inPlace(goal, wanted, place);
	return lackOf(wanted, live) ?? stepsFor(wanted, live, seen, place, cluster);
}

/** Why the live colour is none that the config knows. */
export function unknownColour({ selector }: Service, { service, label, colours }: BlueGreenPlace) {
	return {
		rule: "unknown-colour",
		reason: `Service ${service} selects ${label}=${selector[label] ?? "(nothing)"}, which is none of ${colours.join(", ")}.`,
		fix: "Name every colour in `colours`, as the label has it.",
	};
}

function inPlace(goal: Return, { name }: Colour, { service }: BlueGreenPlace): Proposal {
	if (goal.force !== true) return { kind: "nothing", reason: `Service ${service} sends its traffic to ${name} already` };
	return {
		kind: "refused",
		rule: "cannot-force",
		reason: `Service ${service} sends its traffic to ${name} already: switching it again would deploy nothing anew.`,
		fix: "Name the Deployment of the colour as a target of its own (`kubernetes: { deployment: … }`): that one can be restarted.",
	};
}

function overwritten(id: string, { colours }: SeenColours, { service }: BlueGreenPlace): Proposal {
	const held = colours.filter((colour) => !isEmpty(colour)).map(colourId);
	return {
		kind: "refused",
		rule: "release-gone",
		reason: `No colour of Service ${service} holds ${id} any more: it was deployed over or taken away.`,
		fix: `${held.length === 0 ? "There are no pods of any colour" : `There is ${held.join(" and ")}`}: choose one of them with --to, or deploy the wanted version into the colour that is not live.`,
	};
}

/** Pods that are meant to be there and of which none is ready: traffic would go nowhere. */
function lackOf(wanted: Colour, live: Colour): Proposal | null {
	if (readyCount(wanted) > 0 || mayGrow(wanted, live) !== null) return null;
	const trouble = wanted.pods.flatMap((pod) => pod.trouble ?? [])[0];
	return {
		kind: "refused",
		rule: "colour-not-ready",
		reason: `None of ${formatQuantity(wantedCount(wanted), "pod")} of ${colourId(wanted)} is ready: the Service would have no endpoint${trouble === undefined ? "" : `; ${trouble}`}.`,
		fix: `Bring pods of ${wanted.name} up first: ${wanted.carriers.length === 0 ? "whoever makes them" : `\`kubectl describe deployment ${wanted.carriers.map(({ name }) => name).join(" ")}\``} tells what is missing. Then plan again.`,
	};
}

/** The one Deployment that is to grow, and to how many; null when there are enough pods, or when nobody can tell which of several would have to grow. */
function mayGrow(wanted: Colour, live: Colour): { readonly carrier: Carrier; readonly to: number } | null {
	const [carrier, ...others] = wanted.carriers;
	const to = Math.max(1, wantedCount(live));
	return carrier !== undefined && others.length === 0 && carrier.replicas < to ? { carrier, to } : null;
}

function stepsFor(wanted: Colour, live: Colour, seen: SeenColours, place: BlueGreenPlace, cluster: ClusterName): Proposal {
	const growth = mayGrow(wanted, live);
	const grow = growth === null ? [] : [growStep(growth, live, cluster)];
	const least = growth?.to ?? Math.min(readyCount(wanted), Math.max(1, wantedCount(live)));
	return {
		kind: "steps",
		steps: [...grow, switchStep({ wanted, live, least }, seen.service, place, cluster)],
		warnings: [...warningsFor(wanted, live, seen.service, growth?.to ?? null), ...foreignWarnings(seen)],
		notChanged: [
			`The pods of ${colourId(live)} stay as they are, without traffic from Service ${place.service}, for whoever looks into it; they still take what other Services and queues give them.`,
			`Service ${place.service} keeps its ports, its address and every other label that it selects by.`,
			"ConfigMaps, Secrets and volumes that the pods use stay as they are today.",
		],
	};
}

function growStep({ carrier, to }: { readonly carrier: Carrier; readonly to: number }, live: Colour, cluster: ClusterName): StepDraft {
	return scaleStep(
		cluster,
		carrier,
		to,
		`Bring ${carrier.name} from ${formatQuantity(carrier.replicas, "pod")} to ${to}, as many as ${live.name} is meant to have`,
	);
}

function switchStep(
	{ wanted, live, least }: { readonly wanted: Colour; readonly live: Colour; readonly least: number },
	service: Service,
	{ service: name, label }: BlueGreenPlace,
	cluster: ClusterName,
): StepDraft {
	const payload: TrafficPayload = {
		kind: "selector",
		namespace: cluster.namespace,
		name,
		label,
		from: live.name,
		to: wanted.name,
		release: colourId(wanted),
		least,
	};
	// The version that is written at the time of the plan is not asked of a person later: the label's old value is.
	const operations = selectorPatch(service, label, live.name, wanted.name).operations.filter(
		({ path }) => path !== "/metadata/resourceVersion",
	);
	return {
		name: "switch",
		title: `Switch Service ${name} from ${colourId(live)} to ${colourId(wanted)}`,
		risk: "safe",
		repeat: "conditional",
		command: [
			kubectl(cluster, "patch", "service", name, "--type=json", "--patch", JSON.stringify(operations)),
			kubectl(cluster, "get", "endpointslices", "-l", `kubernetes.io/service-name=${name}`),
		].join("\n"),
		payload,
		undo: null,
		timeoutMs: SWITCH_MS,
	};
}

function warningsFor(wanted: Colour, live: Colour, service: Service, growsTo: number | null): readonly string[] {
	const name = `Service ${service.metadata.name}`;
	const [ready, needed] = [readyCount(wanted), wantedCount(live)];
	const isFewer = growsTo === null && ready < needed;
	return [
		...(isFewer
			? [
					`${wanted.name} has ${formatQuantity(ready, "ready pod")}, and ${live.name} is meant to have ${needed}: the load may be too much for them.`,
				]
			: []),
		...(wanted.version.label !== null && wanted.version.label === live.version.label
			? [`${wanted.name} and ${live.name} both run ${live.version.label}: the switch may change nothing.`]
			: []),
		...(service.isSticky ? [`${name} has session affinity: it ends with the switch, and every client gets a new pod.`] : []),
		...(service.isHeadless ? [`${name} is headless: clients go on to the pods they know until they ask the DNS again.`] : []),
		...(service.takesUnready ? [`${name} publishes pods that are not ready: they get traffic too.`] : []),
		"Connections that are open already (HTTP keep-alive, gRPC, WebSockets) stay with the old pods until they are closed.",
	];
}

/** The selector has no say over slices that somebody else writes. */
function foreignWarnings({ service, slices }: SeenColours): readonly string[] {
	const { foreign } = endpointsOf(slices);
	if (foreign.length === 0) return [];
	return [
		`Somebody else than the cluster writes ${foreign.join(", ")}: traffic of Service ${service.metadata.name} goes there too, before and after the switch.`,
	];
}
