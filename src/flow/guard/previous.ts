import type { PreviousSource } from "../../core/guard.ts";
import type { Place } from "../../core/place.ts";
import type { Release } from "../../core/release.ts";
import { findRelease, joinReleases } from "../../ledger/index.ts";
import { HISTORY_LIMIT, readJournal } from "../journal.ts";
import { gatherLineage, type Lineage } from "../lineage.ts";
import type { GuardParts } from "./parts.ts";

/** Git answers at once, or something is wrong with it; in milliseconds. */
const GIT_MS = 5_000;

/** What runs before the deploy, and who told. */
export interface Previous {
	readonly lineage: Lineage;
	/** The release to return to; null when nobody knows one. */
	readonly release: Release | null;
	readonly source: PreviousSource | null;
	/** What a person should know of how it was found. */
	readonly warnings: readonly string[];
}

/** The release that runs now: from the platforms, which know it on a fresh CI runner too; else the newest that the ledger was told of; else git's previous tag. */
export async function findPrevious(parts: GuardParts, place: Place, directory: string): Promise<Previous> {
	const store = await parts.store();
	const journal = await readJournal(store, place);
	const { records } = journal;
	const lineage = await gatherLineage(await parts.connect(place), journal);
	const { current, silent } = lineage;
	const silence = Object.entries(silent).map(([target, why]) => `${target} does not say what it runs: ${why}`);
	if (current.state === "one") return { lineage, release: current.release, source: "platform", warnings: silence };
	// Half-way there is no one release to return to, whatever the ledger says.
	if (current.state === "split") return { lineage, release: null, source: null, warnings: silence };
	const releases = await everKnown(parts, place, records);
	const told = recorded(records, releases);
	if (told !== null) return { lineage, release: told, source: "ledger", warnings: silence };
	const tagged = await tagOf(parts, directory, releases);
	return { lineage, release: tagged, source: tagged === null ? null : "git-tag", warnings: silence };
}

/** The releases that the targets list although they cannot say which of them runs, joined with the ledger. */
async function everKnown(parts: GuardParts, place: Place, records: readonly Release[]): Promise<readonly Release[]> {
	const { targets } = await parts.connect(place);
	const histories = await Promise.all(
		[...targets].map(async ([name, target]) => {
			const listed = target.kind === "versioned" ? await target.history(HISTORY_LIMIT).catch(() => []) : [];
			return [name, listed] as const;
		}),
	);
	return joinReleases(place, records, Object.fromEntries(histories));
}

function recorded(records: readonly Release[], releases: readonly Release[]): Release | null {
	const newest = records.find(({ deployedAt, standing }) => deployedAt !== null && standing !== "bad" && standing !== "never");
	return newest === undefined ? null : (releases.find(({ id }) => id === newest.id) ?? null);
}

/** The newest tag before the commit that is checked out: HEAD itself may carry the new release's tag. Null in a shallow clone, or outside of one. */
async function tagOf(parts: GuardParts, directory: string, releases: readonly Release[]): Promise<Release | null> {
	try {
		const described = await parts.processes.run(["git", "describe", "--tags", "--abbrev=0", "HEAD^"], {
			cwd: directory,
			timeoutMs: GIT_MS,
		});
		const tag = described.stdout.trim();
		if (described.exitCode !== 0 || tag === "") return null;
		const found = findRelease(releases, tag);
		return found.outcome === "found" ? found.release : null;
	} catch {
		// A runner without git has no tags to ask; what is missing is told by the refusal that follows.
		return null;
	}
}

/** Who told, in words. */
export function sourceText(source: PreviousSource | null): string {
	if (source === "platform") return "as its targets say";
	if (source === "ledger") return "as the ledger was told last; its targets do not say";
	return source === "git-tag" ? "by git's previous tag; neither its targets nor the ledger say" : "nobody knows";
}
