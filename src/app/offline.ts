import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Config, StateConfig } from "../core/config.ts";
import type { Place } from "../core/place.ts";
import { isFinished, type NewRunEvent, type Run } from "../core/run.ts";
import type { Clock, Logger } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import { openStore } from "../store/index.ts";

/** More than one person does on one night. */
const MANY = 1_000;

/** Where a run journals while the state database is away: on this machine, beside the reports. */
export function offlineState(config: Config): StateConfig {
	return { kind: "sqlite", path: join(config.home, "offline", "state.db") };
}

/** Copies what was journaled offline into the state database, and sets the copy aside. An unfinished run, or one whose place is held now, waits. */
export async function mergeOffline(store: Store, config: Config, parts: { readonly clock: Clock; readonly log: Logger }): Promise<void> {
	const state = offlineState(config);
	if (state.kind !== "sqlite" || !existsSync(state.path)) return;
	const offline = await openStore(state, parts);
	const left: string[] = [];
	try {
		for (const { service, environment } of config.services) left.push(...(await mergePlace(offline, store, { service, environment })));
		if (left.length === 0) await mergeAudit(offline, store);
	} finally {
		await offline.close();
	}
	if (left.length > 0) return parts.log.warn(`journaled offline and not merged yet: ${left.join("; ")}`);
	const aside = `${dirname(state.path)}-merged-${parts.clock.now()}`;
	await rename(dirname(state.path), aside);
	parts.log.warn(`what was journaled offline is merged into the state database; the copy is kept in ${aside}`);
}

/** Returns a sentence for each run that could not be merged. */
async function mergePlace(offline: Store, store: Store, place: Place): Promise<readonly string[]> {
	const runs = (await offline.runs.list({ ...place, limit: MANY })).toReversed();
	const open = runs.filter((run) => !isFinished(run.status)).map((run) => `run ${run.id} is not over: backout resume ${run.id} --offline`);
	if (open.length > 0) return open;
	const left: string[] = [];
	for (const run of runs) left.push(...(await mergeRun(offline, store, run)));
	if (left.length > 0) return left;
	await mergeIncidents(offline, store, place);
	for (const release of await offline.ledger.list(place, MANY)) {
		await store.ledger.record({ ...release, standing: "unknown", standingReason: null });
		await store.ledger.mark(place, release.id, release.standing, release.standingReason ?? "journaled offline", false);
		const judgement = await offline.judgements.get(place, release.id);
		if (judgement !== null) await store.judgements.save(place, judgement);
	}
	for (const { name, samples } of await offline.samples.list(place, 0)) {
		for (const sample of samples) await store.samples.append(place, name, sample);
	}
	const hold = await offline.controls.holdOf(place);
	if (hold !== null) await store.controls.hold(place, hold);
	return [];
}

async function mergeRun(offline: Store, store: Store, run: Run): Promise<readonly string[]> {
	if ((await store.runs.get(run.id)) !== null) return [];
	const plan = await offline.runs.plan(run.planId);
	if (plan !== null) await store.runs.savePlan(plan);
	const [first, ...rest] = (await offline.runs.events(run.id, 0)).map((event): NewRunEvent => ({ key: `offline:${event.seq}`, event }));
	const created = await store.runs.create({ ...run, status: "running", finishedAt: null }, first ? [first] : []);
	if (!created.created) return [`${run.service} in ${run.environment} is held by run ${created.holder.run}`];
	await store.runs.append(run.id, rest, run.status);
	await store.runs.releaseLock(run.id);
	return [];
}

async function mergeIncidents(offline: Store, store: Store, place: Place): Promise<void> {
	for (const incident of await offline.incidents.list({ ...place, limit: MANY })) {
		if ((await store.incidents.get(incident.id)) !== null) continue;
		const [first, ...rest] = await offline.incidents.entries(incident.id);
		if (first === undefined) continue;
		await store.incidents.open(incident, first);
		for (const entry of rest) await store.incidents.update(incident.id, {}, entry);
		for (const assessment of await offline.incidents.assessments(incident.id))
			await store.incidents.saveAssessment(incident.id, assessment);
	}
}

/** The chain of the state database goes on: each offline entry becomes one that names its old place. */
async function mergeAudit(offline: Store, store: Store): Promise<void> {
	for (const { seq, time, by, action, subject, detail } of await offline.audit.list(0, MANY)) {
		await store.audit.append({ by, action, subject, detail: { offlineSeq: seq, at: time, detail } }, time);
	}
}
