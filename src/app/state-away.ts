import { errorText } from "../core/error.ts";
import type { Store } from "../core/store.ts";
import type { FlowParts } from "../flow/parts.ts";

/** The store, or a warning that says why it is away: reading commands go on without it, and say so. */
export async function openStoreOrNull(parts: FlowParts): Promise<{ readonly store: Store | null; readonly away: readonly string[] }> {
	try {
		return { store: await parts.store(), away: [] };
	} catch (thrown) {
		return { store: null, away: [`The state database is away: ${errorText(thrown)}`] };
	}
}
