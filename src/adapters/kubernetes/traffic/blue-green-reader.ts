import type { JsonObject } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi, ResourceKind, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { carrierOf, type ImageChoice } from "./carrier.ts";
import { type Colour, colourOf } from "./colour.ts";
import { type Endpoints, endpointsOf, SLICES_OF } from "./endpoints.ts";
import { type Labels, labelText } from "./labels.ts";
import type { BlueGreenPlace } from "./place.ts";
import { type TrafficPod, trafficPods } from "./ready-pods.ts";
import { TRAFFIC_RESOURCES } from "./resources.ts";
import { type Service, serviceOf } from "./service.ts";

/** The Service with the objects that its colours are made of. */
export interface SeenColours {
	readonly object: JsonObject;
	readonly service: Service;
	/** In the config's order. */
	readonly colours: readonly Colour[];
	/** The pods and EndpointSlices as the API gave them, for the evidence. */
	readonly pods: readonly JsonObject[];
	readonly slices: readonly JsonObject[];
}

/** Reads one Service, and what carries the colours that it may be switched between. */
export class BlueGreenReader {
	readonly #api: KubernetesApi;
	readonly #place: BlueGreenPlace;
	readonly #images: ImageChoice;
	readonly path: ResourcePath;
	/** Where its EndpointSlices are, and how they are found. */
	readonly slicesPath: ResourcePath;
	readonly slicesSelector: string;

	constructor(api: KubernetesApi, place: BlueGreenPlace) {
		this.#api = api;
		this.#place = place;
		this.#images = { container: place.container, service: place.service };
		this.slicesPath = { ...TRAFFIC_RESOURCES.endpointSlices, namespace: api.cluster.namespace, name: null };
		this.slicesSelector = `${SLICES_OF}=${place.service}`;
		this.path = { ...TRAFFIC_RESOURCES.services, namespace: api.cluster.namespace, name: place.service };
	}

	async service(limits?: CallLimits): Promise<Service> {
		return serviceOf(await this.#api.read(this.path, limits));
	}

	/** No colours when the Service selects nothing: what its pods are cannot be told then. */
	async colours(limits?: CallLimits): Promise<SeenColours> {
		const [object, deployments, slices] = await Promise.all([
			this.#api.read(this.path, limits),
			this.#list(RESOURCES.deployments, "", limits),
			this.#slices(limits),
		]);
		const service = serviceOf(object);
		const { [this.#place.label]: colour, ...others } = service.selector;
		if (colour === undefined) return { object, service, colours: [], pods: [], slices };
		const pods = await this.#list(RESOURCES.pods, this.#anyColour(others), limits);
		const carriers = deployments.map((deployment) => carrierOf(deployment, this.#images));
		const known = { selector: service.selector, label: this.#place.label };
		const taken = trafficPods(pods, this.#images);
		return { object, service, colours: this.#place.colours.map((name) => colourOf(name, known, carriers, taken)), pods, slices };
	}

	/** The pods of one colour alone, and where the Service's traffic goes. */
	async endpoints(selector: Labels, limits?: CallLimits): Promise<{ readonly pods: readonly TrafficPod[]; readonly endpoints: Endpoints }> {
		const [pods, slices] = await Promise.all([this.#list(RESOURCES.pods, labelText(selector), limits), this.#slices(limits)]);
		return { pods: trafficPods(pods, this.#images), endpoints: endpointsOf(slices) };
	}

	#slices(limits?: CallLimits): Promise<readonly JsonObject[]> {
		return this.#list(TRAFFIC_RESOURCES.endpointSlices, this.slicesSelector, limits);
	}

	/** The other pairs of the selector, and any of the colours: fewer pods come over the wire in a crowded namespace. */
	#anyColour(others: Labels): string {
		const { label, colours } = this.#place;
		return [labelText(others), `${label} in (${colours.join(",")})`].filter((part) => part !== "").join(",");
	}

	async #list(kind: ResourceKind, labelSelector: string, limits?: CallLimits): Promise<readonly JsonObject[]> {
		const query = labelSelector === "" ? {} : { labelSelector };
		return (await this.#api.list({ ...kind, namespace: this.#api.cluster.namespace, name: null }, query, limits)).items;
	}
}
