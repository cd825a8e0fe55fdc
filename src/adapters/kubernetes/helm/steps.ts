import type { Goal, Proposal } from "../../../core/adapter.ts";
import { handCommand } from "../../../core/command.ts";
import { formatDuration } from "../../../core/duration.ts";
import type { StepDraft } from "../../../core/step.ts";
import type { ClusterName } from "../api/port.ts";
import { historyArguments, rollbackArguments, WAIT_S } from "./command.ts";
import { type HelmVersion, isPending, versionsOf } from "./history.ts";
import { deletedObjects, type ManifestObject } from "./manifest.ts";
import type { HelmRollback } from "./payload.ts";
import type { StoredRevision } from "./stored.ts";

/** A helm that is still at work may be waiting for pods as long as Helm's default lets it. */
const AT_WORK_MS = WAIT_S * 1_000;

/** Steps that return the release to the wanted version, or why there are none. `stored` is newest first, `nowMs` since the epoch. */
export function proposeRollback(
	goal: Extract<Goal, { kind: "return" }>,
	stored: readonly StoredRevision[],
	release: string,
	cluster: ClusterName,
	nowMs: number,
): Proposal {
	const [newest] = stored;
	const versions = versionsOf(stored);
	const wanted = versions.find(({ content }) => content === goal.to.id);
	if (newest === undefined || wanted === undefined) return pruned(goal.to.id, release, stored, cluster);
	const to = wanted.healthy;
	if (to === null) return neverHealthy(release, wanted, versions);
	const ageMs = nowMs - Date.parse(newest.deployedAt);
	if (isPending(newest) && ageMs < AT_WORK_MS) return atWork(release, newest, ageMs);
	if (newest.content === to.content && newest.status === "deployed" && goal.force !== true)
		return { kind: "nothing", reason: `Helm release ${release} deploys that already (revision ${newest.number})` };
	const deleted = deletedObjects(newest.manifest, to.manifest);
	return {
		kind: "steps",
		steps: [rollbackStep(release, newest, to, deleted, cluster)],
		warnings: warningsOf(release, newest, to, deleted),
		notChanged: unchanged(release, to),
	};
}

/** What goes with its contents when Helm deletes it. */
const HOLDS_VALUES: ReadonlySet<string> = new Set(["PersistentVolumeClaim", "PersistentVolume", "CustomResourceDefinition", "Namespace"]);

function rollbackStep(
	release: string,
	from: StoredRevision,
	to: StoredRevision,
	deleted: readonly ManifestObject[],
	cluster: ClusterName,
): StepDraft {
	const payload: HelmRollback = { kind: "helm-rollback", release, from: from.number, to: to.number, content: to.content };
	return {
		name: "rollback",
		title: `Return Helm release ${release} from revision ${from.number} to what revision ${to.number} deployed (${to.chart} ${to.chartVersion})`,
		risk: deleted.some(({ kind }) => HOLDS_VALUES.has(kind)) ? "lossy" : "safe",
		repeat: "idempotent",
		command: handCommand(rollbackArguments(cluster, release, to.number)),
		payload,
		undo: null,
		// Helm waits for the objects, and for each hook as long again.
		timeoutMs: (WAIT_S * (1 + hooksOf(to).length) + 30) * 1_000,
	};
}

function warningsOf(release: string, newest: StoredRevision, to: StoredRevision, deleted: readonly ManifestObject[]): readonly string[] {
	const hooks = hooksOf(to);
	const losing = deleted.filter(({ kind }) => HOLDS_VALUES.has(kind));
	return [
		...(isPending(newest)
			? [
					`Revision ${newest.number} of ${release} is ${newest.status} since ${newest.deployedAt}: that helm was ended in the middle. The rollback is what frees the release; make sure first that no job still runs helm on it.`,
				]
			: []),
		...(deleted.length > 0
			? [`Helm deletes what revision ${to.number} did not have: ${deleted.map(({ kind, name }) => `${kind} ${name}`).join(", ")}.`]
			: []),
		...(losing.length > 0
			? [
					`What ${losing.map(({ kind, name }) => `${kind} ${name}`).join(", ")} holds goes with it; the annotation helm.sh/resource-policy: keep on it prevents that.`,
				]
			: []),
		...(hooks.length > 0
			? [
					`Hooks of revision ${to.number} run: ${hooks.map(({ name, kind, events }) => `${kind} ${name} (${events.join(", ")})`).join(", ")}. What they change is not undone by Helm.`,
				]
			: []),
	];
}

function hooksOf({ hooks }: StoredRevision): StoredRevision["hooks"] {
	const ran = ["pre-rollback", "post-rollback"];
	return hooks
		.map((hook) => ({ ...hook, events: hook.events.filter((event) => ran.includes(event)) }))
		.filter(({ events }) => events.length > 0);
}

function unchanged(release: string, to: StoredRevision): readonly string[] {
	return [
		`What is stored in the volumes of ${release} stays as it is; so does everything that was made outside of its chart.`,
		"What hooks of the newer revision did (migrations, jobs) is not undone.",
		...(to.hasCrds ? ["CustomResourceDefinitions in the chart's crds/ stay at the version that was installed first."] : []),
	];
}

function pruned(id: string, release: string, stored: readonly StoredRevision[], cluster: ClusterName): Proposal {
	const left = stored.map(({ number, status, chartVersion }) => `${number} (${chartVersion}, ${status})`).join(", ");
	return {
		kind: "refused",
		rule: "revision-gone",
		reason: `Helm no longer stores a revision of ${release} that deploys ${id}: the oldest go when there are more than --history-max (10 by default).`,
		fix: `It stores ${left}: choose one of them with --to, or \`helm upgrade\` to the good chart and values. See \`${handCommand(historyArguments(cluster, release))}\`.`,
	};
}

function neverHealthy(release: string, { revisions }: HelmVersion, versions: readonly HelmVersion[]): Proposal {
	const [newest] = revisions;
	const healthy = versions.flatMap((version) => version.healthy?.number ?? []);
	return {
		kind: "refused",
		rule: "never-deployed",
		reason: `Helm never saw that version of ${release} through: revision ${newest?.number ?? "unknown"} is ${newest?.status ?? "unknown"} (${newest?.description ?? ""}).`,
		fix:
			healthy.length === 0
				? "no revision was ever deployed: mend the chart and upgrade, or `helm uninstall` it"
				: `choose a revision that was: ${healthy.join(", ")}`,
	};
}

function atWork(release: string, { number, status, deployedAt }: StoredRevision, ageMs: number): Proposal {
	const until = new Date(Date.parse(deployedAt) + AT_WORK_MS).toISOString();
	return {
		kind: "refused",
		rule: "helm-at-work",
		reason: `A helm may still be at work on ${release}: revision ${number} is ${status} since ${formatDuration(Math.max(0, ageMs))}, and two at once write over each other.`,
		fix: `end it (cancel the deploy job) or let it end, then plan again; after ${until} it counts as dead`,
	};
}
