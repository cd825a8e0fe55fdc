import type { Clock } from "../../core/runtime.ts";
import { unreachable } from "./fault.ts";

/** Longer than the server's own limit for a statement: it passes only when the network swallows the answer, or when all connections are in use. */
const ANSWER_LIMIT_MS = 15_000;

/** The answer, or `store.unreachable` after 15 s of silence; `onSilence` is told then. */
export async function withinLimit<T>(answer: Promise<T>, server: string, clock: Clock, onSilence: () => void): Promise<T> {
	const answered = new AbortController();
	const silence = clock.sleep(ANSWER_LIMIT_MS, answered.signal).then(() => {
		if (answered.signal.aborted) return answer;
		onSilence();
		throw unreachable(server, `(no answer within ${ANSWER_LIMIT_MS / 1_000} s)`);
	});
	try {
		return await Promise.race([answer, silence]);
	} finally {
		answered.abort();
	}
}
