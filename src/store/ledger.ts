import type { Place } from "../core/place.ts";
import type { Release, Standing, TargetRelease } from "../core/release.ts";
import type { LedgerStore } from "../core/store.ts";
import { fromBody, sortableTime, toBody } from "./body.ts";
import type { Database, Queries } from "./tables.ts";

/** Releases that were told or judged, in the database. */
export function openLedger(database: Database): LedgerStore {
	return {
		record: (release) =>
			database.inTransaction(async (transaction) => {
				// First a place for it, then its content: two processes may tell of the same release at once, and neither may be lost.
				await insertIfNew(transaction, release);
				const known = await lockRelease(transaction, database.kind, release, release.id);
				const joined = known === null ? release : joinReleases(known, release);
				await updateRelease(transaction, joined);
				return joined;
			}),
		list: async ({ service, environment }, limit) => {
			const rows = await database.queries
				.selectFrom("releases")
				.select("body")
				.where("service", "=", service)
				.where("environment", "=", environment)
				// Never deployed as far as we know: last. (`nulls last` is not in older SQLite.)
				.orderBy((eb) => eb("deployed_at", "is", null))
				.orderBy("deployed_at", "desc")
				.orderBy("ordinal", "desc")
				.limit(limit)
				.execute();
			return rows.map((row) => fromBody<Release>(row.body));
		},
		mark: (place, id, standing, reason, isOverride) =>
			database.inTransaction(async (transaction) => {
				const known = await lockRelease(transaction, database.kind, place, id);
				if (known === null) return null;
				if (!isOverride && isLatchedAgainst(known.standing, standing)) return known;
				const marked: Release = { ...known, standing, standingReason: reason };
				await updateRelease(transaction, marked);
				return marked;
			}),
	};
}

/** What is known of a release after hearing of it again: news replaces, null erases nothing, the standing stays. */
function joinReleases(known: Release, heard: Release): Release {
	return {
		...known,
		label: heard.label,
		commit: heard.commit ?? known.commit,
		deployedAt: heard.deployedAt ?? known.deployedAt,
		deployedBy: heard.deployedBy ?? known.deployedBy,
		schemaRevision: heard.schemaRevision ?? known.schemaRevision,
		targets: joinTargets(known.targets, heard.targets),
		isRecorded: known.isRecorded || heard.isRecorded,
	};
}

function joinTargets(known: Release["targets"], heard: Release["targets"]): Release["targets"] {
	const joined = new Map(Object.entries(known));
	for (const [name, target] of Object.entries(heard)) joined.set(name, joinTarget(joined.get(name), target));
	return Object.fromEntries(joined);
}

function joinTarget(known: TargetRelease | undefined, heard: TargetRelease): TargetRelease {
	if (known === undefined || known.id !== heard.id) return heard;
	return {
		id: heard.id,
		label: heard.label ?? known.label,
		commit: heard.commit ?? known.commit,
		digest: heard.digest ?? known.digest,
		deployedAt: heard.deployedAt ?? known.deployedAt,
		// Here null is news: the target can return to it again.
		unavailable: heard.unavailable,
	};
}

/** `bad` may still become `never`, which is stricter; nothing else moves a latched standing, not even its first reason. */
function isLatchedAgainst(known: Standing, wanted: Standing): boolean {
	return known === "never" || (known === "bad" && wanted !== "never");
}

async function insertIfNew(queries: Queries, release: Release): Promise<void> {
	const { service, environment, id } = release;
	await queries
		.insertInto("releases")
		.values({ service, environment, id, deployed_at: deployedAt(release), body: toBody(release) })
		.onConflict((conflict) => conflict.columns(["service", "environment", "id"]).doNothing())
		.execute();
}

async function lockRelease(queries: Queries, kind: Database["kind"], place: Place, id: string): Promise<Release | null> {
	const row = await queries
		.selectFrom("releases")
		.select("body")
		.where("service", "=", place.service)
		.where("environment", "=", place.environment)
		.where("id", "=", id)
		.$if(kind === "postgres", (query) => query.forUpdate())
		.executeTakeFirst();
	return row === undefined ? null : fromBody<Release>(row.body);
}

async function updateRelease(queries: Queries, release: Release): Promise<void> {
	await queries
		.updateTable("releases")
		.set({ deployed_at: deployedAt(release), body: toBody(release) })
		.where("service", "=", release.service)
		.where("environment", "=", release.environment)
		.where("id", "=", release.id)
		.execute();
}

function deployedAt(release: Release): string | null {
	return release.deployedAt === null ? null : sortableTime(release.deployedAt);
}
