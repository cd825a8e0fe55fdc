import { handCommand } from "../core/command.ts";
import { BackoutError } from "../core/error.ts";
import type { Place } from "../core/place.ts";
import type { Release, Standing } from "../core/release.ts";
import type { Store } from "../core/store.ts";
import type { ReleaseJudgement } from "../core/verdict.ts";
import { HISTORY_LIMIT } from "../flow/journal.ts";
import { levelOf, mayOverride } from "../policy/index.ts";
import type { App, RecordInput } from "./app.ts";
import type { AppParts } from "./parts.ts";

/** The commands by which people and CI tell Backout something: releases, automation, holds. */
export function tellingCommands(parts: AppParts): Pick<App, "record" | "setAutomation" | "hold" | "release" | "verifyAudit"> {
	const now = () => new Date(parts.clock.now()).toISOString();
	const audit = async (action: string, subject: string, detail: Readonly<Record<string, string | boolean | null>>) =>
		await (await parts.store()).audit.append({ by: parts.who, action, subject, detail }, now());
	return {
		async record(place, input) {
			checkTold(input, parts.clock.now());
			if (input.isOverride) checkMayOverride(parts);
			const store = await parts.store();
			const id = isVerdictOnly(input) ? await knownId(store, place, input.label) : input.label;
			const release = await store.ledger.record({ ...releaseOf(place, input, now(), parts.who), id });
			const { standing } = input;
			const reason = input.reason ?? `said by ${parts.who}`;
			const marked = standing === null ? null : await store.ledger.mark(place, release.id, standing, reason, input.isOverride);
			const kept = standing !== null && marked !== null && isLatched(marked, standing) ? marked : null;
			const isCleared = input.isOverride && (marked?.standing === "good" || marked?.standing === "unknown");
			const takenOff = isCleared ? await takeVerdictOff(store, place, release.id, `${parts.who}: ${reason}`, now()) : null;
			await audit("release.record", `${place.service}/${place.environment}/${release.id}`, {
				standing,
				reason: input.reason,
				isOverride: input.isOverride,
				stays: kept === null ? null : kept.standing,
				takenOff: takenOff === null ? null : `${takenOff.text} (${takenOff.latchedAt ?? "not latched"})`,
			});
			if (kept !== null) throw latched(parts, place, kept, input);
			return marked ?? release;
		},
		async setAutomation(isOn, reason) {
			await (await parts.store()).controls.setAutomation(isOn, parts.who, reason, now());
			await audit(isOn ? "automation.on" : "automation.off", "all services", { reason });
		},
		async hold(place, reason) {
			await (await parts.store()).controls.hold(place, { by: parts.who, reason, at: now() });
			await audit("deploys.hold", `${place.service}/${place.environment}`, { reason });
		},
		async release(place) {
			const wasHeld = await (await parts.store()).controls.unhold(place);
			if (wasHeld) await audit("deploys.release", `${place.service}/${place.environment}`, {});
			return wasHeld;
		},
		verifyAudit: async () => await (await parts.store()).audit.verify(),
	};
}

/** Whether the release kept its `bad` or `never` although something milder was said. */
function isLatched({ standing }: Release, said: Standing): boolean {
	return (standing === "bad" || standing === "never") && standing !== said;
}

/** The no to a word that a latched standing outlives: what the latch is for, who may take it off, and what was written all the same. */
function latched({ config }: AppParts, { service, environment }: Place, release: Release, input: RecordInput): BackoutError {
	const why = release.standingReason === null ? "" : ` (${release.standingReason})`;
	const kept = recordedText(input);
	const level = config.escalation.length === 0 ? "" : ` by a contact of level ${config.policy.approvals.standard} or above`;
	const command = ["backout", "record", service, release.label, "-e", environment, `--${input.standing}`, "--override"];
	return new BackoutError({
		code: "policy.standing-latched",
		message: `${release.label} of ${service} in ${environment} stays ${release.standing}${why}, so it was not marked ${input.standing}. ${kept}`,
		fix: `when you know better, it is taken off${level} with: ${handCommand(command)}`,
	});
}

/** What a call whose standing was refused has written into the ledger. */
function recordedText(input: RecordInput): string {
	const told = [
		input.commit === null ? [] : [`its commit ${input.commit}`],
		input.schemaRevision === null ? [] : [`its schema revision ${input.schemaRevision}`],
		input.by === null ? [] : [`that ${input.by} deployed it`],
		input.deployedAt === null ? (isVerdictOnly(input) ? [] : ["that it went live now"]) : [`that it went live at ${input.deployedAt}`],
	].flat();
	return told.length === 0 ? "Nothing else was told of it." : `Recorded all the same: ${told.join(", ")}.`;
}

/** Throws BackoutError `policy.level-too-low`. A machine's word for "it is deployed" needs no level, a word against a verdict does. */
function checkMayOverride({ config, who }: AppParts): void {
	const { policy, escalation, contacts } = config;
	const verdict = mayOverride({ who, neededLevel: policy.approvals.standard, level: levelOf(who, escalation, contacts) });
	if (verdict.allowed) return;
	const { rule, reason, fix } = verdict.refused;
	throw new BackoutError({ code: `policy.${rule}`, message: reason, fix });
}

/** Takes the judge's latched verdict off, and remembers when: the minutes that it was found in must not latch it again at the next look. Returns what was taken off, or null. */
async function takeVerdictOff(store: Store, place: Place, release: string, why: string, at: string): Promise<ReleaseJudgement | null> {
	const latched = await store.judgements.get(place, release);
	if (latched?.verdict !== "bad") return null;
	await store.judgements.clear(place, release);
	await store.judgements.save(place, {
		release,
		verdict: "not-enough-evidence",
		confidence: 0.5,
		isWorse: false,
		effects: [],
		onset: null,
		blame: [],
		visibleInMs: null,
		text: `The verdict was taken off by ${why}.`,
		latchedAt: null,
		takenOffAt: at,
	});
	return latched;
}

/** People say the label that the screen shows; the ledger may know the release by another id (a digest, a commit), and a second entry beside it would take nothing off. */
async function knownId(store: Store, place: Place, label: string): Promise<string> {
	const releases = await store.ledger.list(place, HISTORY_LIMIT);
	const [only, ...others] = releases.filter((release) => release.label === label);
	const isSaid = releases.some((release) => release.id === label) || only === undefined || others.length > 0;
	return isSaid ? label : only.id;
}

/** How far a clock of CI may be ahead of ours, in milliseconds. */
const AHEAD_MS = 5 * 60_000;

/** Throws BackoutError for what can only be a slip of the fingers: it would stand in the ledger for good. */
function checkTold(input: RecordInput, now: number): void {
	if (input.label.trim() === "") {
		throw new BackoutError({ code: "usage.no-release", message: "the release has no name", fix: "name its version, tag or directory" });
	}
	if (input.deployedAt !== null && Date.parse(input.deployedAt) > now + AHEAD_MS) {
		throw new BackoutError({
			code: "usage.future",
			message: `${input.deployedAt} is yet to come`,
			fix: "give the time when it went live, or leave --at out",
		});
	}
}

/** A person who only says what they think of a release does not say that it was deployed now. */
function isVerdictOnly(input: RecordInput): boolean {
	return input.standing !== null && input.commit === null && input.by === null && input.schemaRevision === null;
}

function releaseOf(place: Place, input: RecordInput, now: string, who: string): Release {
	return {
		service: place.service,
		environment: place.environment,
		id: input.label,
		label: input.label,
		commit: input.commit,
		deployedAt: input.deployedAt ?? (isVerdictOnly(input) ? null : now),
		deployedBy: input.by ?? (isVerdictOnly(input) ? null : who),
		targets: {},
		schemaRevision: input.schemaRevision,
		standing: "unknown",
		standingReason: null,
		isRecorded: true,
	};
}
