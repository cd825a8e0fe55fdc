import type { Goal, Target } from "../core/adapter.ts";
import { BackoutError, errorText } from "../core/error.ts";
import { freezeCommand, isFreeze } from "../core/freeze.ts";
import type { JsonValue } from "../core/json.ts";
import { type CurrentState, olderThan, type ReleaseLookup } from "../core/lineage.ts";
import { atOneMoment } from "../core/one-moment.ts";
import type { Place } from "../core/place.ts";
import type { Plan, PlanKind } from "../core/plan.ts";
import type { Release } from "../core/release.ts";
import type { Step } from "../core/step.ts";
import { findRelease } from "../ledger/index.ts";
import { type Answer, buildPlan, type Choice, chooseRelease } from "../plan/index.ts";
import { HISTORY_LIMIT, type Journal, NO_JOURNAL, readJournal } from "./journal.ts";
import { gatherLineage, type Lineage } from "./lineage.ts";
import { maskedAnswer } from "./masked-answer.ts";
import type { ConnectedPlace, FlowParts } from "./parts.ts";
import type { StandingStop } from "./stops.ts";
import { revertingTargets, takeBack } from "./take-back.ts";

const ASK_AGAIN = "run `backout check --live` to see what does not answer, and plan again";

/** What a plan is asked for. */
export interface PlanWish {
	readonly kind: PlanKind;
	/** A release by id, label or commit; null: the newest known good. */
	readonly to: string | null;
	/** The commit that is bad, or a range `A..B`: taken back alone where every target can, else a return to before it. */
	readonly badCommit: string | null;
	readonly only: readonly string[] | null;
	readonly isAutomatic: boolean;
	/** The steps of the run that is undone: each target is told what its own kept for the way back. Left out where a service is brought back: those of the stops that stand. */
	readonly undoing?: readonly Step[];
}

/** What Backout remembers of a place; empty, with the reason, while the state database is away. */
interface Memory {
	readonly journal: Journal;
	readonly durations: readonly number[];
	readonly away: string | null;
}

/** ledger + targets → plan. Writes nothing, and works with the state database away. */
export async function makePlan(parts: FlowParts, place: Place, wish: PlanWish): Promise<Plan> {
	const [{ targets, ...rest }, memory] = await Promise.all([parts.connect(place), remember(parts, place)]);
	const connected = { ...rest, targets: atOneMoment(targets) };
	const lineage = await gatherLineage(connected, memory.journal);
	const { current, currents } = lineage;
	const reverting = wish.badCommit === null ? null : revertingTargets(connected, wish.only);
	const { choice, answers } =
		reverting === null || wish.badCommit === null
			? await chooseAndAsk(connected, withoutFled(lineage, wish, memory.journal.fled), place, withMemory(wish, memory.journal.stops))
			: await takeBack(reverting, current, wish.badCommit);
	const masked = Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, maskedAnswer(answer, parts.masker)]));
	return buildPlan({
		id: parts.newId("plan"),
		kind: wish.kind,
		now: parts.clock.now(),
		service: connected.config,
		only: wish.only,
		current,
		world: Object.fromEntries(Object.entries(currents).map(([name, release]) => [name, release?.id ?? null])),
		choice: warned(choice, [...awayWarnings(memory.away), ...stopWarnings(wish, place, memory.journal.stops)]),
		answers: masked,
		durations: memory.durations,
	});
}

/** Without the releases that runs have just left in vain: they look older than what was gone to, and would be gone back to by whoever names none. */
function withoutFled(lineage: Lineage, { kind, to, badCommit }: PlanWish, fled: readonly string[]): Lineage {
	if (kind !== "roll-back" || to !== null || badCommit !== null || lineage.current.state !== "one") return lineage;
	const { id } = lineage.current.release;
	return { ...lineage, releases: lineage.releases.filter((release) => release.id === id || !fled.includes(release.id)) };
}

/** The release to return to, and what each target would do for it. */
async function chooseAndAsk(
	connected: ConnectedPlace,
	{ releases, current, silent }: Lineage,
	place: Place,
	wish: PlanWish,
): Promise<{ readonly choice: Choice; readonly answers: Readonly<Record<string, Answer>> }> {
	const targets = connected.config.targets.map((target) => target.name).filter((name) => wish.only === null || wish.only.includes(name));
	const wanted = wish.to === null ? null : findRelease(releases, wish.to);
	const candidates = wish.badCommit === null ? releases : beforeCommit(releases, current, wish.badCommit);
	const choice = chooseRelease({
		...{ place, kind: wish.kind, isAutomatic: wish.isAutomatic },
		...{ releases: candidates, current, silence: silent, wanted, targets },
	});
	if (choice.outcome !== "refused")
		return { choice, answers: await askTargets(connected, choice.outcome === "chosen" ? choice.to : null, wish, silent) };
	const inPlace = inPlaceAlready(choice.refused.rule, wanted, current, wish);
	return (inPlace === null ? null : await halfDone(connected, inPlace, wish, silent)) ?? { choice, answers: {} };
}

/** Rules by which a choice finds nothing to return to. */
const NOTHING_OLDER: ReadonlySet<string> = new Set(["no-release-to-return-to", "release-unavailable"]);

/** The release that runs already, where it is asked for by name, or where a person names none and nothing older is left: a return to it by hand may hang half-way. */
function inPlaceAlready(
	rule: string,
	wanted: ReleaseLookup | null,
	current: CurrentState,
	{ kind, isAutomatic }: PlanWish,
): Release | null {
	if (rule === "same-release") return wanted?.outcome === "found" ? wanted.release : null;
	const mayFinish = NOTHING_OLDER.has(rule) && kind === "roll-back" && !isAutomatic;
	return mayFinish && current.state === "one" ? current.release : null;
}

/** The release runs already, as far as the targets' own records say; one of them may still have something to do until it does (a roll-out that hangs). Null when none has. */
async function halfDone(connected: ConnectedPlace, to: Release, wish: PlanWish, silent: Readonly<Record<string, string>>) {
	const answers = await askTargets(connected, to, wish, silent);
	const names = connected.config.targets.map(({ name }) => name);
	const versioned = names.flatMap((name) => {
		const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
		return answer === undefined ? [] : [{ name, kind: answer.kind === "error" ? answer.kind : answer.proposal.kind }];
	});
	const unfinished = versioned.filter(({ kind }) => kind === "steps").map(({ name }) => name);
	if (unfinished.length === 0 || versioned.some(({ kind }) => kind === "error" || kind === "refused")) return null;
	const warnings = [
		`${to.label} is in place already, but ${unfinished.join(", ")} still ${unfinished.length === 1 ? "has" : "have"} something to do for it.`,
	];
	return { choice: { outcome: "chosen", to, warnings }, answers } as const;
}

async function remember(parts: FlowParts, place: Place): Promise<Memory> {
	try {
		const store = await parts.store();
		const [journal, durations] = await Promise.all([readJournal(store, place), store.runs.durations(place, 9)]);
		return { journal, durations, away: null };
	} catch (thrown) {
		return { journal: NO_JOURNAL, durations: [], away: errorText(thrown) };
	}
}

/** What runs now, and what is older than the bad commit: only those can be the way out of it. Throws BackoutError `plan.unknown-commit`. */
function beforeCommit(releases: readonly Release[], current: CurrentState, commit: string): readonly Release[] {
	const lookup = findRelease(releases, commit);
	if (lookup.outcome !== "found") {
		throw new BackoutError({
			code: "plan.unknown-commit",
			message: `no release of the last ${HISTORY_LIMIT} came from commit ${commit}`,
			fix: "see `backout history <service>` for the releases and their commits, and name the release to return to with --to",
		});
	}
	const running = releases.filter((release) => current.state === "one" && release.id === current.release.id);
	return [...running, ...olderThan(releases, lookup.release.id)];
}

function warned(choice: Choice, warnings: readonly string[]): Choice {
	return choice.outcome === "refused" ? choice : { ...choice, warnings: [...choice.warnings, ...warnings] };
}

function awayWarnings(away: string | null): readonly string[] {
	return away === null ? [] : [`The state database is away, so no release is known good or bad: ${away}`];
}

/** A return to a release puts it where no pod runs: it lands, and is not found well. */
function stopWarnings({ kind }: PlanWish, place: Place, stops: readonly StandingStop[]): readonly string[] {
	if (isFreeze(kind)) return [];
	return stops.map(
		({ target, run }) =>
			`${target} was stopped by run ${run} and not brought back by any: it cannot be found well before that. Bring it back with: ${freezeCommand("resume-writes", place, [target])}`,
	);
}

/** Whoever brings a service back knows what its stop kept, also when they do not name the run. */
function withMemory(wish: PlanWish, stops: readonly StandingStop[]): PlanWish {
	if (wish.kind !== "resume-writes" || wish.undoing !== undefined) return wish;
	return { ...wish, undoing: stops.flatMap(({ steps }) => steps) };
}

/** Asks every target in scope at once. One that throws has not answered, and the plan is refused for it. */
async function askTargets(
	connected: ConnectedPlace,
	to: Release | null,
	wish: PlanWish,
	silent: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Answer>>> {
	const inScope = [...connected.targets].filter(([name]) => wish.only === null || wish.only.includes(name));
	const answers = await Promise.all(inScope.map(async ([name, target]) => [name, await answerOf(name, target, to, wish, silent)] as const));
	return Object.fromEntries(answers.flatMap(([name, answer]) => (answer === null ? [] : [[name, answer]])));
}

async function answerOf(
	name: string,
	target: Target,
	to: Release | null,
	wish: PlanWish,
	silent: Readonly<Record<string, string>>,
): Promise<Answer | null> {
	const reason = silent[name];
	if (reason !== undefined) return { kind: "error", message: reason, fix: ASK_AGAIN };
	const goal = goalOf(name, target, to, wish);
	try {
		return goal === null ? null : { kind: "proposal", proposal: await target.propose(goal) };
	} catch (thrown) {
		return { kind: "error", message: errorText(thrown), fix: thrown instanceof BackoutError ? thrown.fix : ASK_AGAIN };
	}
}

/** What the target is asked for; null: it never saw the release that is returned to. */
function goalOf(name: string, target: Target, to: Release | null, wish: PlanWish): Goal | null {
	if (wish.kind === "stop-writes") return { kind: wish.kind };
	if (wish.kind === "resume-writes") return { kind: wish.kind, ...keptBy(name, wish) };
	if (target.kind === "action") return { kind: "flush" };
	const release = to?.targets[name];
	return release === undefined ? null : { kind: "return", to: release, force: wish.kind === "redeploy", ...keptBy(name, wish) };
}

function keptBy(target: string, { undoing }: PlanWish): { readonly undoing?: readonly JsonValue[] } {
	if (undoing === undefined) return {};
	return { undoing: undoing.flatMap((step) => (step.target === target && step.undo !== null ? [step.undo] : [])) };
}
