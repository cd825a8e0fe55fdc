import type { Message } from "../../core/channel.ts";
import { createCourier } from "../courier.ts";
import type { Ending, GuardWork } from "./parts.ts";

/** How long the message may hold up the end of the command, in milliseconds. */
const LAST_WORDS_MS = 3_500;

/** People are told of a release that is not well and runs on; of a rollback its own run tells them. A message that cannot be made is lost, not the outcome. */
export async function tellBadRunsOn(work: GuardWork, ending: Ending): Promise<void> {
	const { parts, place, desk } = work;
	if (ending.outcome !== "not-rolled-back" || desk.guard().run !== null) return;
	try {
		const { notify } = (await parts.connect(place)).config;
		const courier = createCourier(parts);
		await courier.send(messageOf(work, ending), notify);
		await courier.settle(LAST_WORDS_MS);
	} catch {
		// The outcome on the screen and the pipeline's red job are what is left.
	}
}

function messageOf({ parts, desk }: GuardWork, { text, fix }: Ending): Message {
	const guard = desk.guard();
	const mask = (words: string): string => parts.masker.mask(words);
	return {
		id: `${guard.id}:failed`,
		kind: "failed",
		service: guard.service,
		environment: guard.environment,
		incident: guard.incident ?? guard.id,
		run: guard.id,
		severity: null,
		from: guard.release,
		to: guard.from,
		reason: mask(text),
		by: guard.requestedBy,
		stopped: null,
		startedAt: guard.startedAt,
		durationMs: parts.clock.now() - Date.parse(guard.startedAt),
		expectedMs: null,
		numbers: [],
		nextSteps: fix === null ? [] : [mask(fix)],
		nextUpdateAt: null,
	};
}
