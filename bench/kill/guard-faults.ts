import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Guard } from "../../src/core/guard.ts";
import type { Store } from "../../src/core/store.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { journalFaults } from "./faults.ts";
import type { GuardVariant } from "./world.ts";

const PLACE = { service: "shop", environment: "production" };
const ROLLBACK = "1-api-apply";

/** What the world itself shows: the release that is live, and how often each effect happened. */
interface World {
	readonly live: string;
	readonly ship: number;
	readonly rollback: number;
}

/** What is not as it must be after a guarded deploy was killed and finished by the next process, asked of the files and of the store. */
export async function guardFaults(
	directory: string,
	variant: GuardVariant,
): Promise<{ readonly doubled: number; readonly faults: readonly string[] }> {
	const world = await look(directory);
	const store = await openStore({ kind: "sqlite", path: join(directory, ".backout", "state.db") }, { clock: systemClock });
	try {
		const doubled = [world.ship, world.rollback].filter((times) => times > 1).length;
		return { doubled, faults: [...(doubled === 0 ? [] : ["an effect happened twice"]), ...(await storeFaults(store, world, variant))] };
	} finally {
		await store.close();
	}
}

async function look(directory: string): Promise<World> {
	const effects = (await readFile(join(directory, "effects.log"), "utf8").catch(() => "")).split("\n");
	const times = (effect: string) => effects.filter((line) => line === effect).length;
	return { live: (await readFile(join(directory, "api", "live"), "utf8")).trim(), ship: times("ship"), rollback: times(ROLLBACK) };
}

async function storeFaults(store: Store, world: World, variant: GuardVariant): Promise<readonly string[]> {
	const audit = await store.audit.list(0, 1_000);
	const started = [...new Set(audit.flatMap(({ action, subject }) => (action === "guard.start" ? [subject] : [])))];
	const guards = (await Promise.all(started.map((id) => store.guards.get(id)))).filter((guard) => guard !== null);
	const [guard] = guards;
	const general = [
		...(guards.length > 1 ? [`${guards.length} guards are stored`] : []),
		...((await store.guards.open({})).length === 0 ? [] : ["a guard is still open"]),
		...((await store.runs.lock(PLACE)) === null ? [] : ["the lock is still held"]),
		...((await store.audit.verify()).ok ? [] : ["the audit chain is broken"]),
	];
	if (guard === undefined) return [...general, ...untouched("without a guard", world)];
	const isAudited = audit.some(({ action, subject }) => action === "guard.finish" && subject === guard.id);
	return [
		...general,
		...(isAudited ? [] : ["the audit does not say how the guard ended"]),
		...((await store.processes.list(guard.id)).length === 0 ? [] : ["process groups are still recorded"]),
		...(await outcomeFaults(store, guard, world, variant)),
	];
}

function untouched(when: string, { live, rollback }: World): readonly string[] {
	return live === "v2" && rollback === 0 ? [] : [`${when} ${live} is live, and ${rollback} rollbacks were made`];
}

/** A release that is not well may never be what is left; one that is well is left only when it was judged so. */
async function outcomeFaults(store: Store, guard: Guard, world: World, variant: GuardVariant): Promise<readonly string[]> {
	const { outcome } = guard;
	if (outcome === "interrupted" || outcome === "deploy-failed") return untouched(`after ${outcome}`, world);
	if (outcome === "good") return await goodFaults(store, world, variant);
	if (outcome === "rolled-back") return await rolledBackFaults(store, guard, world);
	return [`the guard ended as ${outcome}: ${guard.text}`];
}

async function goodFaults(store: Store, world: World, variant: GuardVariant): Promise<readonly string[]> {
	const standing = (await store.ledger.list(PLACE, 10)).find(({ id }) => id === "v3")?.standing;
	return [
		...(variant === "guard-good" ? [] : ["a release that is not well was called good"]),
		...(world.live === "v3" && world.ship === 1 && world.rollback === 0 ? [] : [`good, and ${world.live} is live`]),
		...(standing === "good" ? [] : [`v3 stands as ${standing}`]),
	];
}

async function rolledBackFaults(store: Store, guard: Guard, world: World): Promise<readonly string[]> {
	const runs = await store.runs.list({ ...PLACE, limit: 10 });
	const [run] = runs;
	if (run === undefined || runs.length > 1) return [`${runs.length} runs are stored`];
	const isHeld = (await store.controls.holdOf(PLACE)) !== null;
	return [
		...(run.id === guard.run && run.status === "succeeded" ? [] : [`run ${run.id} ended as ${run.status}, the guard names ${guard.run}`]),
		...(world.live === "v2" && world.rollback === 1 ? [] : [`${world.rollback} rollbacks, and ${world.live} is live`]),
		...(isHeld === run.isJudged ? [] : [`judged: ${run.isJudged}, deploys held: ${isHeld}`]),
		...((await store.processes.list(run.id)).length === 0 ? [] : ["process groups of the run are still recorded"]),
		...journalFaults(await store.runs.events(run.id, 0)),
	];
}
