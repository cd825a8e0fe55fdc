import type { JsonObject } from "../../../core/json.ts";
import type { Patch } from "../api/port.ts";
import type { Metadata } from "../object.ts";
import type { Obstacle } from "./obstacle.ts";
import type { Shares } from "./payload.ts";
import type { CanaryPlace } from "./place.ts";

/** Who gets how much of one route's traffic. */
export interface Split {
	readonly metadata: Metadata;
	/** `http route primary of VirtualService checkout`. */
	readonly what: string;
	/** What is written: null where the object does not say it and a default counts. */
	readonly stable: Destination;
	/** Null: the route does not name it, so it gets nothing. */
	readonly canary: Destination | null;
	/** What all other destinations get together; they keep it. */
	readonly others: number;
	/** What a person should know of the route and of what else reaches the canary. */
	readonly warnings: readonly string[];
	/** Where else the canary gets traffic of this object's: then its pods must stay. */
	readonly elsewhere: readonly string[];
	/** Whether the object's status tells of its newest change; null: nothing reports on it. */
	readonly isTaken: boolean | null;
	/** Why the traffic does not go as the object says, in the cluster's words; null when nothing is told. */
	readonly trouble: string | null;
}

/** One destination of a route. */
export interface Destination {
	/** Where its weight stands: `/spec/http/0/route/1/weight`. */
	readonly path: string;
	/** Its share, defaults counted in. */
	readonly weight: number;
	/** The Service behind it. */
	readonly service: string;
	/** The subset of it; null: all of the Service's pods. */
	readonly subset: string | null;
}

/** What one form of a canary route says. Pure. */
export interface RouteForm {
	/** `VirtualService`. */
	readonly kind: string;
	/** Throws BackoutError `kubernetes.unexpected`. */
	read(object: JsonObject, place: CanaryPlace): Split | Obstacle;
}

export function isObstacle(read: Split | Obstacle): read is Obstacle {
	return "rule" in read;
}

/** What both sides get now. */
export function sharesOf({ stable, canary }: Split): Shares {
	return { stable: stable.weight, canary: canary?.weight ?? 0 };
}

/**
 * All of the canary's share for the stable side. What others get stays, and so does the sum: a route whose weights added up to 100 still does, and one of
 * relative weights keeps its proportions.
 */
export function withoutCanary({ stable, canary }: Shares): Shares {
	return { stable: stable + canary, canary: 0 };
}

/** Writes two numbers and nothing else; the server refuses it when anybody wrote since the object was read. */
export function weightsPatch({ metadata, stable, canary }: Split, to: Shares): Patch {
	const sides = [{ path: stable.path, value: to.stable }, ...(canary === null ? [] : [{ path: canary.path, value: to.canary }])];
	return {
		kind: "json",
		operations: [
			{ op: "test", path: "/metadata/resourceVersion", value: metadata.resourceVersion },
			...sides.map((side) => ({ op: "add", ...side })),
		],
	};
}
