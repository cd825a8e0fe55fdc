import type { Channel, Delivery, Message } from "../core/channel.ts";
import { errorText } from "../core/error.ts";
import type { NewRunEvent } from "../core/run.ts";
import type { Clock, SecretMasker } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";

/** One delivery may take this long, in milliseconds. */
const DELIVERY_MS = 3_000;
/** Between two looks at the outbox while somebody waits for the last words, in milliseconds. */
const LOOK_AGAIN_MS = 200;
/** A message that could not be delivered in so many tries is given up, and the journal says so. */
const TRIES = 5;

/** Takes messages from the outbox to their channels. A lost channel never holds a run up and never makes it fail. */
export interface Courier {
	/** Puts the message into the outbox and begins to deliver it; returns at once. */
	send(message: Message, channels: readonly string[]): Promise<void>;
	/** Waits for what is under way, and tries again what is due, at most for `waitMs`. */
	settle(waitMs: number): Promise<void>;
}

/** What the courier works with. */
export interface CourierParts {
	readonly clock: Clock;
	readonly masker: SecretMasker;
	store(): Promise<Store>;
	channel(name: string): Channel;
}

/** A courier for this process; what it does not deliver, the next process finds in the outbox. */
export function createCourier(parts: CourierParts): Courier {
	const underWay = new Set<Promise<void>>();
	const deliverDue = async (): Promise<void> => {
		const store = await parts.store();
		const due = await store.outbox.due(new Date(parts.clock.now()).toISOString(), 50);
		await Promise.all(due.map((entry) => deliver(parts, store, entry)));
	};
	const begin = (): void => {
		const delivery = deliverDue()
			.catch(() => undefined)
			.finally(() => underWay.delete(delivery));
		underWay.add(delivery);
	};
	return {
		async send(message, channels) {
			if (channels.length === 0) return;
			await (await parts.store()).outbox.put(message, channels);
			begin();
		},
		async settle(waitMs) {
			const deadline = parts.clock.now() + waitMs;
			for (;;) {
				const done = new AbortController();
				await Promise.race([Promise.allSettled(underWay), parts.clock.sleep(deadline - parts.clock.now(), done.signal)]);
				done.abort();
				if (parts.clock.now() >= deadline || !(await isDueBy(parts, deadline))) return;
				await parts.clock.sleep(LOOK_AGAIN_MS);
				begin();
			}
		},
	};
}

/** Whether another try falls into the time that is left; a store that is away leaves nothing to try. */
async function isDueBy(parts: CourierParts, deadline: number): Promise<boolean> {
	try {
		return (await (await parts.store()).outbox.due(new Date(deadline).toISOString(), 1)).length > 0;
	} catch {
		return false;
	}
}

async function deliver(
	parts: CourierParts,
	store: Store,
	{ message, channel, attempts }: { readonly message: Message; readonly channel: string; readonly attempts: number },
): Promise<void> {
	const now = parts.clock.now();
	// Nobody else takes it up while we try.
	await store.outbox.failed(message.id, channel, "under way", new Date(now + 2 * DELIVERY_MS).toISOString());
	const delivery = await attempt(parts, message, channel);
	if (delivery.ok) {
		await store.outbox.delivered(message.id, channel);
		await tellRun(store, message, `sent:${message.id}:${channel}`, { type: "message.sent", channel, message: message.kind });
		return;
	}
	const isGivenUp = !delivery.retryable || attempts + 1 >= TRIES;
	const waitMs = delivery.retryAfterMs ?? 1_000 * 2 ** attempts;
	const detail = parts.masker.mask(delivery.detail);
	await store.outbox.failed(message.id, channel, detail, isGivenUp ? null : new Date(parts.clock.now() + waitMs).toISOString());
	await tellRun(store, message, `unsent:${message.id}:${channel}`, { type: "message.failed", channel, message: message.kind, detail });
}

async function attempt(parts: CourierParts, message: Message, channel: string): Promise<Delivery> {
	try {
		return await parts.channel(channel).deliver(message, AbortSignal.timeout(DELIVERY_MS));
	} catch (thrown) {
		return { ok: false, detail: errorText(thrown), retryable: true, retryAfterMs: null };
	}
}

/** A run that is over gets no further entries: its last one stays `run.finished`. */
async function tellRun(store: Store, message: Message, key: string, event: NewRunEvent["event"]): Promise<void> {
	const run = await store.runs.get(message.run);
	if (run !== null && run.finishedAt === null) await store.runs.append(message.run, [{ key, event }]);
}
