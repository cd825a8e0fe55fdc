import { type Manifest, needed, optional, type Purpose } from "../purpose.ts";

const carriers = needed({
	rights: ["list deployments.apps"],
	why: "Which Deployments the pods behind each side are made by, and of which release they are.",
	without: "the releases cannot be told apart",
});

const scale: Purpose = needed({
	rights: ["patch deployments.apps/scale"],
	why: "The number of pods of a side that is woken or laid down; no right to the Deployment itself.",
	without: "a side with too few pods cannot be brought up first, nor the canary's pods be taken away",
	narrowedTo: "the Deployments behind the traffic",
});

const selectors = needed({
	rights: ["get services"],
	why: "The Services behind the route: which pods each side has.",
	without: "which pods a side has cannot be told",
	narrowedTo: "the Services that the route leads to",
});

/** `what`: the right to watch what moves the traffic. */
const watching = (...what: readonly string[]): readonly Purpose[] => [
	optional({
		rights: what,
		why: "The move itself, as it happens.",
		without: "it is asked for again and again instead, and seen later",
	}),
	optional({
		rights: ["watch deployments.apps"],
		why: "The number of pods, as it changes.",
		without: "it is asked for again and again instead, and seen later",
		narrowedTo: "the Deployments behind the traffic",
	}),
	optional({
		rights: ["watch pods"],
		why: "Why pods do not become ready.",
		without: "a side that does not come up does not say why",
	}),
];

export const blueGreen: Manifest = {
	title: "Switch a Service between colours",
	about: "",
	where: "target",
	purposes: [
		needed({
			rights: ["get services", "patch services"],
			why: "The Service, and the switch itself: one label of its selector.",
			without: "it cannot be switched",
			narrowedTo: "the config's `service`",
		}),
		needed({
			rights: ["list endpointslices.discovery.k8s.io"],
			why: "Where its traffic really goes: whether the switch has landed.",
			without: "it cannot be told whether a switch has landed",
		}),
		carriers,
		scale,
		...watching("watch services", "watch endpointslices.discovery.k8s.io"),
	],
};

export const canaryIstio: Manifest = {
	title: "Take a canary's traffic away: Istio",
	about: "",
	where: "target",
	purposes: [
		needed({
			rights: ["get virtualservices.networking.istio.io", "patch virtualservices.networking.istio.io"],
			why: "The VirtualService, and the two weights of its route.",
			without: "its traffic cannot be moved",
			narrowedTo: "the config's `virtualService`",
		}),
		needed({
			rights: ["list destinationrules.networking.istio.io"],
			why: "Which pods a subset has.",
			without: "which pods a side has cannot be told",
		}),
		selectors,
		carriers,
		scale,
		...watching("watch virtualservices.networking.istio.io"),
	],
};

export const canaryGatewayApi: Manifest = {
	title: "Take a canary's traffic away: Gateway API",
	about: "",
	where: "target",
	purposes: [
		needed({
			rights: ["get httproutes.gateway.networking.k8s.io", "patch httproutes.gateway.networking.k8s.io"],
			why: "The HTTPRoute, and the two weights of its rule.",
			without: "its traffic cannot be moved",
			narrowedTo: "the config's `httpRoute`",
		}),
		selectors,
		carriers,
		scale,
		...watching("watch httproutes.gateway.networking.k8s.io"),
	],
};
