import { join } from "node:path";
import type { Goal, Proposal } from "../../core/adapter.ts";
import { handCommand } from "../../core/command.ts";
import { formatQuantity } from "../../core/number.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { StepDraft } from "../../core/step.ts";
import type { Pm2Client } from "./client.ts";
import type { Pm2Place } from "./config.ts";
import type { AppView, Instance } from "./instances.ts";
import { pointByHand } from "./link.ts";
import type { PayloadOf } from "./payload.ts";
import { rebuildStep, revisionOf } from "./rebuild-step.ts";
import { runningRelease, serving } from "./state.ts";

/** What was asked before proposing a return. */
export interface ReturnFacts {
	readonly place: Pm2Place;
	readonly view: AppView;
	/** The wanted release as its directory shows it now; null when there is no directory. */
	readonly wanted: TargetRelease | null;
	/** Names of the apps in dump.pm2, which PM2 starts after a reboot; null when there is none. */
	readonly saved: readonly string[] | null;
	readonly client: Pick<Pm2Client, "pasteable">;
}

/** The steps that make the app run the wanted release, nothing to do, or refused with the fix. */
export function proposeReturn(goal: Extract<Goal, { kind: "return" }>, facts: ReturnFacts): Proposal {
	const from = runningRelease(facts.view);
	const isForced = goal.force === true;
	if (!isForced && from === goal.to.id && isSettled(facts.view, from)) return { kind: "nothing", reason: `${from} is what runs already` };
	const refusal = refuse(goal.to, facts);
	if (refusal) return refusal;
	const steps = facts.wanted ? [] : [rebuildStep(goal.to, facts.place)];
	const oldPids = isForced ? serving(facts.view).flatMap((one) => one.pid ?? []) : null;
	const payload = { from, to: goal.to.id, count: serving(facts.view).length, oldPids };
	steps.push(...(facts.view.isThroughLink ? linkSteps(payload, facts) : restartSteps(payload, facts)));
	return { kind: "steps", steps, warnings: warnings(facts), notChanged: notChanged(facts) };
}

/** The symlink leads to what runs, too: otherwise the next restart would change the release. */
function isSettled(view: AppView, running: string): boolean {
	return !view.isThroughLink || view.link?.release === running;
}

function refuse(to: TargetRelease, facts: ReturnFacts): Proposal | null {
	const no = (rule: string, reason: string, fix: string): Proposal => ({ kind: "refused", rule, reason, fix });
	if (facts.wanted?.unavailable) {
		const [reason = "", fix = "deploy it again"] = splitReason(facts.wanted.unavailable);
		return no("release-unavailable", `${to.id} cannot be started: ${reason}`, fix);
	}
	if (facts.place.current !== null && !facts.view.isThroughLink) {
		const started = serving(facts.view)[0]?.cwd ?? "elsewhere";
		return no(
			"not-through-link",
			`${facts.view.app} is started from ${started}, not through ${facts.place.current}`,
			`start it with cwd: ${facts.place.current} in its ecosystem file, or take \`current\` out of the config`,
		);
	}
	if (facts.wanted) return null;
	const directory = join(facts.place.releases, to.id);
	if (!isPlainName(to.id)) return no("bad-release-name", `${to.id} is no directory name`, "choose a release that `backout history` shows");
	if (!facts.place.rebuild) return no("release-gone", `the directory ${directory} is gone`, "deploy it again, or configure `rebuild`");
	if (revisionOf(to) !== null) return null;
	return no(
		"release-gone",
		`${directory} is gone, and neither a commit nor a tag is known for it`,
		"name the commit with `backout record`",
	);
}

function splitReason(text: string): readonly string[] {
	const at = text.lastIndexOf(": ");
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 2)];
}

/** A release's id becomes a directory's name: it must be one, whatever the ledger or a person says. */
function isPlainName(id: string): boolean {
	return id !== "" && !id.startsWith(".") && !/[/\\\p{Cc}]/u.test(id);
}

type Switch = Omit<PayloadOf<"reload">, "kind">;

function linkSteps(change: Switch, facts: ReturnFacts): StepDraft[] {
	const { link, app } = facts.view;
	if (!link) return [];
	const to = join(facts.place.releases, change.to);
	const reload = restartStep("reload", `Reload ${app} so that ${formatQuantity(change.count, "instance")} run ${change.to}`, change, {
		command: facts.client.pasteable(["reload", app]),
	});
	if (link.release === change.to) return [reload];
	const point: StepDraft = {
		name: "point",
		title: `Point ${link.path} at ${change.to}`,
		risk: "safe",
		repeat: "conditional",
		command: pointByHand(link, to),
		payload: { kind: "point", from: link.release ?? change.from, to: change.to },
		undo: null,
		timeoutMs: 30_000,
	};
	return [point, reload];
}

function restartSteps(change: Switch, facts: ReturnFacts): StepDraft[] {
	const { app } = facts.view;
	const step = restartStep("restart", `Start ${app} from ${change.to} instead of ${change.from}, with the same settings`, change, {
		command: restartByHand(change, facts),
	});
	return facts.saved?.includes(app) ? [step, saveStep(change, facts)] : [step];
}

function restartStep(kind: "reload" | "restart", title: string, change: Switch, parts: { readonly command: string }): StepDraft {
	return {
		name: kind,
		title,
		risk: "safe",
		repeat: "conditional",
		command: parts.command,
		payload: { kind, ...change },
		undo: null,
		// Every instance may take PM2's listen_timeout (3 s) and graceful timeout (8 s); see constants.js of PM2.
		timeoutMs: 60_000 + 12_000 * change.count,
	};
}

function restartByHand(change: Switch, facts: ReturnFacts): string {
	const one = serving(facts.view)[0];
	const directory = join(facts.place.releases, change.to, one?.cwdInRelease ?? "");
	const script = one?.scriptInRelease ? join(facts.place.releases, change.to, one.scriptInRelease) : (one?.script ?? "");
	const instances = one?.mode === "cluster_mode" ? ["-i", String(change.count)] : [];
	return [
		"# give `pm2 start` the same variables and options as before; `backout run` keeps them by itself",
		facts.client.pasteable(["delete", facts.view.app]),
		`cd ${handCommand([directory])} && ${facts.client.pasteable(["start", script, "--name", facts.view.app, ...instances])}`,
	].join("\n");
}

function saveStep(change: Switch, facts: ReturnFacts): StepDraft {
	return {
		name: "save",
		title: `Save PM2's list, so that a reboot starts ${change.to} and not ${change.from}`,
		risk: "safe",
		repeat: "idempotent",
		command: facts.client.pasteable(["save"]),
		payload: { kind: "save", to: change.to, count: change.count },
		undo: null,
		timeoutMs: 60_000,
	};
}

function warnings(facts: ReturnFacts): readonly string[] {
	const { view, saved } = facts;
	const isCluster = serving(view).every((one) => one.mode === "cluster_mode");
	const texts: string[] = [];
	if (!view.isThroughLink)
		texts.push(`${view.app} is stopped and started: requests are refused for a moment; a \`current\` symlink avoids that`);
	else if (!isCluster) texts.push(`${view.app} runs in fork mode: each instance is stopped and started, requests in between are refused`);
	if (!view.isThroughLink && saved?.includes(view.app)) {
		const others = differences(saved, view.knownApps);
		if (others.length > 0) texts.push(`\`pm2 save\` saves the whole list, which also changed for ${others.join(", ")}`);
	}
	return texts;
}

function differences(a: readonly string[], b: readonly string[]): readonly string[] {
	return [...a.filter((name) => !b.includes(name)), ...b.filter((name) => !a.includes(name))];
}

function notChanged(facts: ReturnFacts): readonly string[] {
	const names = new Set(serving(facts.view).flatMap((one: Instance) => one.envNames));
	return [
		`environment variables of ${facts.view.app}: today's ${names.size} stay, the older release runs with them`,
		"the Node.js version, PM2's own settings, the database and everything outside the release directory",
	];
}
