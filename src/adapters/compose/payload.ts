import { z } from "zod";
import { BackoutError } from "../../core/error.ts";
import type { Step } from "../../core/step.ts";

const override = z.object({
	kind: z.literal("override"),
	file: z.string(),
	service: z.string(),
	reference: z.string(),
	version: z.string().nullable(),
});
const variable = z.object({ kind: z.literal("variable"), file: z.string(), variable: z.string(), value: z.string() });
const image = z.object({ kind: z.literal("image"), file: z.string(), service: z.string(), reference: z.string() });

/** A container that was stopped when the plan was made: only a later start of it counts. */
const stopped = z.object({ id: z.string(), startedAt: z.string().nullable() });

const call = z.object({
	version: z.enum(["v1", "v2"]),
	host: z.string().nullable(),
	project: z.string(),
	files: z.array(z.string()),
	directory: z.string(),
});

const payload = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("pull"), reference: z.string(), imageId: z.string() }),
	z.object({ kind: z.literal("tag"), reference: z.string(), imageId: z.string() }),
	z.object({
		kind: z.literal("write"),
		edit: z.discriminatedUnion("kind", [override, variable, image]),
		/** SHA-256 of the file before and after; its text may hold secrets and is not kept. */
		before: z.string(),
		after: z.string(),
		reference: z.string(),
		imageId: z.string(),
	}),
	z.object({
		kind: z.literal("up"),
		call,
		service: z.string(),
		reference: z.string(),
		imageId: z.string(),
		replicas: z.number(),
		isForced: z.boolean(),
		replacing: z.array(z.string()),
		stopped: z.array(stopped),
	}),
	z.object({
		kind: z.literal("switch"),
		imageId: z.string(),
		stop: z.array(z.string()),
		start: z.array(z.string()),
		stopped: z.array(stopped),
	}),
	z.object({
		kind: z.literal("create"),
		/** The container that runs now, whose options are taken over. */
		from: z.string(),
		name: z.string(),
		/** What the new one is called until the swap. */
		next: z.string(),
		reference: z.string(),
		imageId: z.string(),
	}),
	z.object({
		kind: z.literal("swap"),
		name: z.string(),
		/** The container that runs now, by id, and what it is called afterwards. */
		from: z.string(),
		kept: z.string(),
		/** The container that takes its place, by its name until the swap. */
		next: z.string(),
		imageId: z.string(),
		restartPolicy: z.string(),
		isRemovedOnStop: z.boolean(),
		stopped: z.array(stopped),
	}),
]);

/** All that a step needs to act and to be observed after a crash; no secrets. */
export type Payload = z.infer<typeof payload>;
export type PayloadOf<Kind extends Payload["kind"]> = Extract<Payload, { kind: Kind }>;

/** The step's payload; throws `compose.bad-payload` when it was not made by this adapter. */
export function payloadOf(step: Step): Payload {
	const result = payload.safeParse(step.payload);
	if (result.success) return result.data;
	throw new BackoutError({
		code: "compose.bad-payload",
		message: `step ${step.id} is not one that this version of the compose adapter made`,
		fix: "plan again with this version of backout",
	});
}
