import { z } from "zod";
import { BackoutError } from "../../../core/error.ts";
import type { JsonValue } from "../../../core/json.ts";
import type { Step } from "../../../core/step.ts";
import { holdPayloads } from "../steering/hold-payload.ts";

const place = { namespace: z.string(), name: z.string() };

/** How much traffic the two sides of a route get, in the route's own numbers. */
const shares = z.object({ stable: z.number(), canary: z.number() });

const scale = z.object({
	kind: z.literal("scale"),
	...place,
	from: z.number(),
	to: z.number(),
});

const weights = z.object({
	kind: z.literal("weights"),
	...place,
	/** Null: the only one, which has no name. A number: the rule at that place. */
	route: z.union([z.string(), z.number()]).nullable(),
	stable: z.string(),
	canary: z.string(),
	from: shares,
	to: shares,
	/** Whether the object's status kept up with its changes when the plan was made: only then it is waited for. */
	isReported: z.boolean(),
});

const payload = z.discriminatedUnion("kind", [
	...holdPayloads,
	scale,
	weights,
	/** `release` is what the wanted colour must still hold, `least` how many of its pods must be ready before the switch. */
	z.object({
		kind: z.literal("selector"),
		...place,
		label: z.string(),
		from: z.string(),
		to: z.string(),
		release: z.string(),
		least: z.number(),
	}),
]);

/** What a step that moves traffic needs to act and to be observed. */
export type TrafficPayload = z.output<typeof payload>;
export type TrafficPayloadOf<Kind extends TrafficPayload["kind"]> = Extract<TrafficPayload, { kind: Kind }>;
export type Shares = z.output<typeof shares>;

/** The payload of a step. Throws `kubernetes.bad-payload` when it is not one of these. */
export function trafficPayloadOf(step: Pick<Step, "id" | "payload">): TrafficPayload {
	const parsed = payload.safeParse(step.payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "kubernetes.bad-payload",
		message: `step ${step.id} holds no payload of the kubernetes adapter's traffic targets`,
		fix: "make the plan anew with `backout plan`",
	});
}

const kept = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("weights"), shares }),
	z.object({ kind: z.literal("scale"), name: z.string(), replicas: z.number() }),
]);

/** What a step keeps for going forward again. */
export type Kept = z.output<typeof kept>;

/** What the steps of the run that is undone kept; what is none of ours is left out. */
export function keptOf(undoing: readonly JsonValue[]): readonly Kept[] {
	return undoing.flatMap((one) => kept.safeParse(one).data ?? []);
}
