import type { Guard } from "../../core/guard.ts";
import { releaseName } from "../../core/lineage.ts";
import type { Place } from "../../core/place.ts";
import type { Refusal } from "../../core/plan.ts";
import type { Run } from "../../core/run.ts";
import type { Store } from "../../core/store.ts";
import type { Desk } from "./desk.ts";
import { OUR_MARK, openDesk } from "./desk.ts";
import { deployRefusal } from "./may-deploy.ts";
import type { GuardParts, GuardRequest } from "./parts.ts";
import { findPrevious, type Previous } from "./previous.ts";
import { findWayBack } from "./way-back.ts";

/** A deploy that may begin, or the rule that refused it. */
export type Prepared =
	| { readonly ok: true; readonly desk: Desk; readonly wayBack: string; readonly warnings: readonly string[] }
	| { readonly ok: false; readonly refusal: Refusal };

/** Asks every rule whether the deploy may begin, notes what runs before it, and stores the guard. Nothing else is written. */
export async function prepare(parts: GuardParts, place: Place, request: GuardRequest): Promise<Prepared> {
	const store = await parts.store();
	const refusal = await deployRefusal(store, place, request.version);
	if (refusal !== null) return { ok: false, refusal };
	const previous = await findPrevious(parts, place, request.directory);
	const wayBack = await findWayBack(parts, place, previous);
	if (!wayBack.ok && !request.mayLackWayBack) return { ok: false, refusal: wayBack.refusal };
	const guard = await guardOf(parts, place, request, previous, wayBack.ok);
	// Before the guard itself: one without its entry must never exist; an entry whose guard lost the race does no harm.
	await store.audit.append(
		{
			by: parts.who,
			action: "guard.start",
			subject: guard.id,
			detail: { service: place.service, environment: place.environment, from: guard.from?.label ?? null },
		},
		guard.startedAt,
	);
	const holder = await store.guards.create(guard);
	if (holder !== null) return { ok: false, refusal: underGuard(holder) };
	const warnings = [...previous.warnings, ...(await doubts(parts, store, place)), ...(wayBack.ok ? [] : [wayBack.refusal.reason])];
	return {
		ok: true,
		desk: openDesk(store, parts.clock, guard),
		wayBack: wayBack.ok ? wayBack.text : "none: a bad release will only be told of",
		warnings,
	};
}

async function guardOf(
	parts: GuardParts,
	{ service, environment }: Place,
	request: GuardRequest,
	previous: Previous,
	hasWayBack: boolean,
): Promise<Guard> {
	const { config } = await parts.connect({ service, environment });
	const now = new Date(parts.clock.now()).toISOString();
	return {
		id: parts.newId("guard"),
		service,
		environment,
		requestedBy: parts.who,
		revision: 0,
		owner: { mark: OUR_MARK, aliveAt: now },
		startedAt: now,
		finishedAt: null,
		phase: "before",
		command: request.command.map((word) => parts.masker.mask(word)),
		before: previous.lineage.currents,
		from: hasWayBack && previous.release !== null ? releaseName(previous.release) : null,
		source: hasWayBack ? previous.source : null,
		version: request.version,
		commit: request.commit,
		watchForMs: request.watchForMs ?? config.bakeMs,
		deployStartedAt: null,
		deploy: null,
		release: null,
		after: {},
		watchUntil: null,
		reason: null,
		incident: null,
		run: null,
		outcome: null,
		text: null,
	};
}

/** What a person should know before the deploy and what does not forbid it. */
async function doubts(parts: GuardParts, store: Store, place: Place): Promise<readonly string[]> {
	const { health, smoke, signals } = await parts.connect(place);
	const automation = await store.controls.automation();
	return [
		...(health.length + smoke.length + signals.length === 0
			? ["nothing would notice a bad release: there is no health check, smoke test or signal"]
			: []),
		...(parts.backupOf(place) === null ? ["no backup is configured (guard.backup)"] : []),
		"its rollback was never drilled",
		...(automation?.isOn === false
			? [`automation is off (${automation.by}: ${automation.reason}): a bad release will only be told of`]
			: []),
	];
}

/** The rule for a place where another guarded deploy is under way. */
export function underGuard(guard: Guard, rests: Run | null = null): Refusal {
	const reason = `${guard.service} in ${guard.environment} is under guard by ${guard.id} of ${guard.requestedBy} since ${guard.startedAt} (${guard.phase}).`;
	if (rests?.status === "waiting") {
		const fix = `Its rollback waits for an approval: backout approve ${rests.id}, or to keep the release: backout reject ${rests.id}`;
		return { rule: "already-guarded", reason, fix };
	}
	return {
		rule: "already-guarded",
		reason,
		fix: "Wait until it is over; when its process is gone, the next `backout guard` or `backout resume` finishes it.",
	};
}
