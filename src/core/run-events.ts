import type { RunEvent } from "./run.ts";

/** Events of one type from a run's journal, oldest first; none when there is no run. */
export function eventsOf<Type extends RunEvent["type"]>(
	run: { readonly events: readonly RunEvent[] } | null,
	type: Type,
): readonly Extract<RunEvent, { type: Type }>[] {
	const isOfType = (event: RunEvent): event is Extract<RunEvent, { type: Type }> => event.type === type;
	return run === null ? [] : run.events.filter(isOfType);
}
