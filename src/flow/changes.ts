import type { ReleaseChanges } from "../core/changes.ts";
import type { Release } from "../core/release.ts";
import type { ConnectedPlace, FlowParts } from "./parts.ts";

/** What the release changed against the one that ran before it (`before`): the targets that keep commits are asked first, then the clone that the config lies in. Null when nobody can say; never throws, because a decision must not wait for a reason. */
export async function changesBetween(
	parts: Pick<FlowParts, "clonedChanges">,
	connected: Pick<ConnectedPlace, "targets">,
	before: Release | null,
	release: Release | null,
): Promise<ReleaseChanges | null> {
	if (before === null || release === null) return null;
	for (const [name, target] of connected.targets) {
		if (target.kind !== "versioned" || target.changes === undefined) continue;
		const [from, to] = [before, release].map((one) => one.targets[name]?.commit ?? one.commit);
		const changes = await asked((older, newer) => target.changes?.(older, newer) ?? null, from ?? null, to ?? null);
		if (changes !== null) return changes;
	}
	return await asked(parts.clonedChanges, before.commit, release.commit);
}

/** A repository that is away, broken or slow knows nothing: the rules then say that it is not known. */
async function asked(
	ask: (from: string, to: string) => Promise<ReleaseChanges | null> | null,
	from: string | null,
	to: string | null,
): Promise<ReleaseChanges | null> {
	if (from === null || to === null) return null;
	try {
		return await ask(from, to);
	} catch {
		return null;
	}
}
