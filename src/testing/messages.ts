import type { Message } from "../core/channel.ts";

/** A message as a run would put it out, with what a test cares about changed. */
export function messageOf(change: Partial<Message> = {}): Message {
	return {
		id: "msg-1",
		kind: "started",
		service: "checkout",
		environment: "production",
		incident: "inc-01k9x7m2qc4zt9",
		run: "run-01k9x7m2qd8aa2",
		severity: "P1",
		from: { id: "r2", label: "v1.2.0" },
		to: { id: "r1", label: "v1.1.0" },
		reason: "8.1 % of 412 requests failed (before: 0.2 % of 3,980)",
		by: "ana@laptop",
		stopped: null,
		startedAt: "2026-11-21T03:14:07Z",
		durationMs: null,
		expectedMs: 240_000,
		numbers: [],
		nextSteps: [],
		nextUpdateAt: "2026-11-21T03:34:00Z",
		...change,
	};
}
