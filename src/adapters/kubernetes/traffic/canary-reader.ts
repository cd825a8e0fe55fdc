import type { JsonObject } from "../../../core/json.ts";
import type { TargetRelease } from "../../../core/release.ts";
import type { CallLimits, KubernetesApi, ResourcePath } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { type Carrier, carrierOf, carriersOf, versionOf } from "./carrier.ts";
import { GATEWAY } from "./gateway.ts";
import { ISTIO } from "./istio.ts";
import type { Obstacle } from "./obstacle.ts";
import type { CanaryPlace } from "./place.ts";
import { HTTP_ROUTES, type ServedKind, VIRTUAL_SERVICES } from "./resources.ts";
import { servedKind } from "./served.ts";
import { type Side, SideReader } from "./side.ts";
import { type Destination, isObstacle, type RouteForm, type Split } from "./split.ts";

/** The forms of a route, and the kinds of objects that hold them. */
export const ROUTE_FORMS: Readonly<Record<CanaryPlace["form"], { readonly form: RouteForm; readonly resource: ServedKind }>> = {
	istio: { form: ISTIO, resource: VIRTUAL_SERVICES },
	gateway: { form: GATEWAY, resource: HTTP_ROUTES },
};

/** One side of a split: its release, and the Deployments that it is made of as far as they can be told. */
export interface SeenSide {
	readonly role: "stable" | "canary";
	/** As the config calls it. */
	readonly name: string;
	readonly side: Side;
	readonly carriers: readonly Carrier[];
	readonly release: TargetRelease;
}

/** A route with both its sides. */
export interface SeenCanary {
	readonly object: JsonObject;
	readonly split: Split;
	readonly stable: SeenSide;
	/** Null: the route does not name it, and the config names no Deployment of it. */
	readonly canary: SeenSide | null;
}

/** Reads one route that splits traffic, and what its two sides are. */
export class CanaryReader {
	readonly #api: KubernetesApi;
	readonly #place: CanaryPlace;
	readonly #sides: SideReader;
	#path: ResourcePath | null = null;

	constructor(api: KubernetesApi, place: CanaryPlace) {
		this.#api = api;
		this.#place = place;
		this.#sides = new SideReader(api);
	}

	/** Where the object lives, in the version that the cluster serves. Throws `kubernetes.not-installed`. */
	async path(limits?: CallLimits): Promise<ResourcePath> {
		const { resource } = ROUTE_FORMS[this.#place.form];
		this.#path ??= { ...(await servedKind(this.#api, resource, limits)), namespace: this.#api.cluster.namespace, name: this.#place.name };
		return this.#path;
	}

	async route(limits?: CallLimits): Promise<{ readonly object: JsonObject; readonly split: Split | Obstacle }> {
		const object = await this.#api.read(await this.path(limits), limits);
		return { object, split: this.splitOf(object) };
	}

	/** The route in the object as it was read. */
	splitOf(object: JsonObject): Split | Obstacle {
		return ROUTE_FORMS[this.#place.form].form.read(object, this.#place);
	}

	/** The obstacle instead, where the route cannot be moved. */
	async look(limits?: CallLimits): Promise<SeenCanary | Obstacle> {
		const [{ object, split }, deployments] = await Promise.all([this.route(limits), this.#deployments(limits)]);
		if (isObstacle(split)) return split;
		const [stable, canary] = await Promise.all([
			this.#side(split.stable, limits),
			split.canary === null ? null : this.#side(split.canary, limits),
		]);
		const own = canaryCarriers(this.#place, canary, deployments);
		const others = deployments.filter(({ name }) => !own.some((one) => one.name === name));
		const rest = stable.labels === null ? [] : carriersOf(stable.labels, others);
		return {
			object,
			split,
			stable: seenSide("stable", this.#place.stable, stable, rest),
			canary: canary === null && own.length === 0 ? null : seenSide("canary", this.#place.canary, canary ?? UNKNOWN, own),
		};
	}

	#side(destination: Destination, limits?: CallLimits): Promise<Side> {
		return this.#sides.side(destination, limits);
	}

	async #deployments(limits?: CallLimits): Promise<readonly Carrier[]> {
		const { container, stable } = this.#place;
		const { items } = await this.#api.list({ ...RESOURCES.deployments, namespace: this.#api.cluster.namespace, name: null }, {}, limits);
		return items.map((item) => carrierOf(item, { container, service: stable }));
	}
}

const UNKNOWN: Side = { labels: null, subsetLabels: {}, isDefined: null };

/** The Deployment that the config names, else those behind the destination; nothing where the stable side's pods could be meant as well. */
function canaryCarriers({ deployment }: CanaryPlace, canary: Side | null, deployments: readonly Carrier[]): readonly Carrier[] {
	if (deployment !== null) return deployments.filter(({ name }) => name === deployment);
	return canary === null || canary.labels === null ? [] : carriersOf(canary.labels, deployments);
}

/** Named by the images of its Deployments, else by what the subset's labels say of the version. */
function seenSide(role: SeenSide["role"], name: string, side: Side, carriers: readonly Carrier[]): SeenSide {
	const version = versionOf(carriers.map(({ image }) => image));
	const label = version.label ?? side.subsetLabels["version"] ?? null;
	const deployedAt =
		carriers
			.map((carrier) => carrier.deployedAt)
			.toSorted()
			.at(-1) ?? null;
	const release: TargetRelease = {
		id: `${role}:${label ?? name}`,
		label: label ?? name,
		commit: version.commit,
		digest: version.digest,
		deployedAt,
		unavailable: null,
	};
	return { role, name, side, carriers, release };
}
