import type { Guard } from "../../core/guard.ts";
import type { TargetRelease } from "../../core/release.ts";
import { readJournal } from "../journal.ts";
import { gatherLineage, type Lineage } from "../lineage.ts";
import type { GuardWork } from "./parts.ts";

/** What each versioned target runs, by name; null: it cannot say. */
export type Currents = Readonly<Record<string, TargetRelease | null>>;

/** Targets that run something else than before, and those that cannot say. */
export interface Differences {
	readonly changed: readonly string[];
	readonly silent: readonly string[];
}

/** What runs now, joined with the ledger. */
export async function lookAround({ parts, place }: Pick<GuardWork, "parts" | "place">): Promise<Lineage> {
	const store = await parts.store();
	return await gatherLineage(await parts.connect(place), await readJournal(store, place));
}

/** Holds what runs now against what ran then. What could not be seen then and can be seen now counts as changed: nothing proves that it is the same. */
export function differences(then: Currents, now: Currents): Differences {
	const names = Object.keys(now);
	const silent = names.filter((name) => (now[name] ?? null) === null);
	const changed = names.filter((name) => !silent.includes(name) && then[name]?.id !== now[name]?.id);
	return { changed, silent };
}

/** Whether something else runs by now than what the guarded deploy left. */
export function isOvertaken(guard: Guard, now: Currents): boolean {
	return differences(guard.after, now).changed.length > 0;
}
