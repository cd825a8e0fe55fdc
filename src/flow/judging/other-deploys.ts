import type { Place } from "../../core/place.ts";
import type { Release } from "../../core/release.ts";
import type { Store } from "../../core/store.ts";
import { type Journal, readJournal } from "../journal.ts";
import { gatherLineage } from "../lineage.ts";
import type { FlowParts } from "../parts.ts";
import { calledBy, callersOf } from "./relatives.ts";
import type { Stretch } from "./stretch.ts";

/** A relative's release that took traffic, in milliseconds since the epoch. */
export interface OtherDeploy {
	readonly service: string;
	readonly atMs: number;
}

/** Another deploy this long before ours may still be what is felt; ours. */
const LATELY_MS = 30 * 60_000;
/** A relative's platform may take this long to say what it runs, in milliseconds: the service that is in trouble must not wait for another's. */
const ASK_MS = 5_000;

/** What those that the service calls, and those that call it, deployed lately: by the ledger, and by their own targets, which know of what nobody recorded. What a target does not say in time stays unknown. */
export async function readOtherDeploys(
	parts: FlowParts,
	{ service, environment }: Place,
	stretch: Stretch,
	store: Store | null,
): Promise<readonly OtherDeploy[]> {
	const place = parts.config.services.find((one) => one.service === service && one.environment === environment);
	if (place === undefined) return [];
	const relatives = new Set([...calledBy(parts, place), ...callersOf(parts, place)]);
	relatives.delete(service);
	const deploys = await Promise.all([...relatives].map((name) => deploysOf(parts, { service: name, environment }, stretch, store)));
	return deploys.flat();
}

async function deploysOf(parts: FlowParts, place: Place, { turnMs, nowMs }: Stretch, store: Store | null): Promise<readonly OtherDeploy[]> {
	const releases = await releasesOf(parts, place, await readJournal(store, place));
	return releases.filter(ranThere).flatMap(({ deployedAt }) => {
		const atMs = deployedAt === null ? Number.NaN : Date.parse(deployedAt);
		return atMs >= turnMs - LATELY_MS && atMs <= nowMs ? [{ service: place.service, atMs }] : [];
	});
}

/** Where its targets cannot be reached, what the ledger was told. */
async function releasesOf(parts: FlowParts, place: Place, journal: Journal): Promise<readonly Release[]> {
	try {
		return (await gatherLineage(await parts.connect(place), journal, ASK_MS)).releases;
	} catch {
		return journal.records;
	}
}

/** A commit that a platform only holds was never deployed. */
function ranThere({ isRecorded, targets }: Release): boolean {
	return isRecorded || Object.values(targets).some(({ wasLive }) => wasLive !== false);
}
