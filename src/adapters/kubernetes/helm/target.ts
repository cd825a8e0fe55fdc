import type { AdapterContext, Goal, Proposal, StepCall, VersionedTarget } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { TargetRelease } from "../../../core/release.ts";
import type { Step, StepState } from "../../../core/step.ts";
import { unsupportedGoal } from "../../../core/unsupported.ts";
import type { KubernetesApi } from "../api/port.ts";
import type { Wish } from "../rights/asked.ts";
import { assertAllowed } from "../rights/assert.ts";
import { answerToSteering, type GitopsChoice } from "../steering/answer.ts";
import { applyHold, observeHold } from "../steering/hold.ts";
import { type HoldPayload, holdPayloads } from "../steering/hold-payload.ts";
import { checkHelm } from "./check.ts";
import { rollbackArguments } from "./command.ts";
import { evidenceOf } from "./evidence.ts";
import { releaseOf, versionsOf } from "./history.ts";
import { podSelectors } from "./manifest.ts";
import { type HelmRollback, helmRollback } from "./payload.ts";
import { rollBack } from "./run.ts";
import { stateOfRollback } from "./state.ts";
import { helmSubject, readHelmSteering } from "./steering.ts";
import { proposeRollback } from "./steps.ts";
import { readStored, type StoredRevision } from "./stored.ts";
import { tellingPods } from "./telling.ts";

/** One Helm release, returned by Helm itself to one of its own revisions. */
export class HelmTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #release: string;
	readonly #gitops: GitopsChoice;
	readonly #api: KubernetesApi;
	readonly #context: AdapterContext;

	constructor(release: string, gitops: GitopsChoice, api: KubernetesApi, context: AdapterContext) {
		this.#release = release;
		this.#gitops = gitops;
		this.#api = api;
		this.#context = context;
	}

	async current(): Promise<TargetRelease> {
		const [current] = versionsOf(await this.#stored());
		if (current === undefined) throw gone(this.#release);
		return releaseOf(current, this.#release);
	}

	async history(limit: number): Promise<readonly TargetRelease[]> {
		const versions = versionsOf(await this.#stored()).slice(0, limit);
		return versions.map((version) => releaseOf(version, this.#release));
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind !== "return") return unsupportedGoal(goal, "A Helm release", nameWorkloads(goal));
		const stored = await this.#stored();
		const nowMs = this.#context.clock.now();
		const proposal = proposeRollback(goal, stored, this.#release, this.#api.cluster, nowMs);
		const [newest] = stored;
		if (proposal.kind !== "steps" || newest === undefined) return proposal;
		const steerings = await readHelmSteering(this.#api, this.#release, newest);
		const answer = answerToSteering(steerings, this.#gitops, {
			subject: helmSubject(this.#release, newest, this.#api.cluster.namespace),
			from: newest.content,
			to: goal.to.id,
			cluster: this.#api.cluster,
			now: new Date(nowMs).toISOString(),
			undoing: goal.undoing ?? [],
		});
		if (answer.refused !== null) return answer.refused;
		return {
			...proposal,
			steps: [...answer.before, ...proposal.steps, ...answer.after],
			warnings: [...answer.warnings, ...proposal.warnings],
		};
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		if (payload.kind !== "helm-rollback") return await observeHold(this.#api, payload, call);
		return stateOfRollback(await this.#stored(call.signal), payload);
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		if (call.signal.aborted) throw aborted(step);
		const payload = payloadOf(step);
		if (payload.kind !== "helm-rollback") return await applyHold(this.#api, payload, call, this.#toStore());
		const stored = await this.#stored(call.signal);
		const { state, detail } = stateOfRollback(stored, payload);
		if (state === "landed") return;
		if (state !== "untouched") throw moved(this.#release, detail);
		await assertAllowed(this.#api, this.#toStore(), "helm was not started, because it would be refused half-way", { signal: call.signal });
		const { cluster } = this.#api;
		const to = stored.find(({ number }) => number === payload.to);
		await tellingPods(this.#api, podSelectors(to?.manifest ?? "", cluster.namespace), call, async () => {
			await rollBack(call, rollbackArguments(cluster, this.#release, payload.to), this.#context.directory, step.timeoutMs);
		});
	}

	check = (deadline: AbortSignal) =>
		checkHelm(this.#api, { release: this.#release, gitops: this.#gitops }, this.#context.processes, deadline);

	evidence = (sinceMs: number, deadline: AbortSignal) => evidenceOf(this.#api, this.#release, sinceMs, deadline);

	/** A rollback begins with the one and ends with the other: without the second the objects would be changed and the release stuck. */
	#toStore(): readonly Wish[] {
		const secrets = { group: "", resource: "secrets", namespace: this.#api.cluster.namespace, name: null };
		return ["create", "update"].map((verb) => ({ ...secrets, verb }));
	}

	async #stored(signal?: AbortSignal): Promise<readonly StoredRevision[]> {
		return await readStored(this.#api, this.#release, signal === undefined ? {} : { signal });
	}
}

function payloadOf(step: Step): HelmRollback | HoldPayload {
	const [hold, giveBack] = holdPayloads;
	const parsed = helmRollback.or(hold).or(giveBack).safeParse(step.payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "kubernetes.bad-payload",
		message: `step ${step.id} holds no payload of the kubernetes adapter for a Helm release`,
		fix: "make the plan anew with `backout plan`",
	});
}

function nameWorkloads({ kind }: Goal): string | undefined {
	if (kind !== "stop-writes" && kind !== "resume-writes") return undefined;
	return "Name the workloads that write as targets of their own (`kubernetes: { deployment: … }`): those are scaled.";
}

function gone(release: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.no-helm-release",
		message: `Helm release ${release} has no revisions`,
		fix: "see `helm list --all`",
	});
}

function moved(release: string, detail: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.moved",
		message: `Helm release ${release} is not as the plan expects: ${detail}`,
		fix: "look at `backout status`, then plan again",
	});
}

function aborted(step: Step): BackoutError {
	return new BackoutError({
		code: "kubernetes.aborted",
		message: `step ${step.id} was ended before it began`,
		fix: "`backout resume` goes on",
	});
}
