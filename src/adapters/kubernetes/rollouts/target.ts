import type { AdapterContext, Goal, Proposal, StepCall, VersionedTarget } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { TargetRelease } from "../../../core/release.ts";
import type { Window } from "../../../core/signal.ts";
import type { Step, StepState } from "../../../core/step.ts";
import { unsupportedGoal } from "../../../core/unsupported.ts";
import type { KubernetesApi } from "../api/port.ts";
import { metadataShape, shaped } from "../object.ts";
import { isFreeze } from "../payload.ts";
import { toPatch, type Wish } from "../rights/asked.ts";
import { Freezer } from "../scale/freezer.ts";
import { type FreezePayload, freezePayloads } from "../scale/payload.ts";
import { answerToSteering, type GitopsChoice } from "../steering/answer.ts";
import { followHold } from "../steering/follow.ts";
import { applyHold, observeHold } from "../steering/hold.ts";
import { type HoldPayload, holdPayloads } from "../steering/hold-payload.ts";
import { readSteering } from "../steering/read.ts";
import { asSeen } from "../workload/as-seen.ts";
import { checkWorkload } from "../workload/check.ts";
import { evidenceOf } from "../workload/evidence.ts";
import { followRollout } from "../workload/follow.ts";
import { objectOf } from "../workload/pod-template.ts";
import { currentRevision, type Seen, type SeenHistory } from "../workload/reader.ts";
import { workloadReadiness } from "../workload/readiness.ts";
import { type Revision, releaseOf } from "../workload/revision.ts";
import { type RolloutPayload, rolloutPayload } from "./payload.ts";
import { RolloutReader } from "./reader.ts";
import { ROLLOUT } from "./rollout.ts";
import { stateOfRollout } from "./state.ts";
import { proposeRollout } from "./steps.ts";

/** How often an undo is sent again when only the status was written meanwhile: the controller writes it all the time. */
const MOST_CONFLICTS = 5;

/** One Argo Rollout. */
export class RolloutTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #name: string;
	readonly #container: string | null;
	readonly #gitops: GitopsChoice;
	readonly #api: KubernetesApi;
	readonly #context: AdapterContext;
	readonly #reader: RolloutReader;
	readonly #freezer: Freezer;

	constructor(
		place: { readonly name: string; readonly container: string | null },
		gitops: GitopsChoice,
		api: KubernetesApi,
		context: AdapterContext,
	) {
		this.#name = place.name;
		this.#container = place.container;
		this.#gitops = gitops;
		this.#api = api;
		this.#context = context;
		this.#reader = new RolloutReader(api, place.name);
		this.#freezer = new Freezer(api, ROLLOUT, this.#reader, gitops);
	}

	async current(): Promise<TargetRelease> {
		const seen = await this.#reader.history();
		const revision = currentRevision(seen);
		if (revision === null) throw noCurrent(this.#name);
		return this.#release(revision, seen);
	}

	async history(limit: number): Promise<readonly TargetRelease[]> {
		const seen = await this.#reader.history();
		return seen.revisions.slice(0, limit).map((revision) => this.#release(revision, seen));
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind === "stop-writes" || goal.kind === "resume-writes") return await this.#freezer.propose(goal, this.#context.clock.now());
		if (goal.kind !== "return") return unsupportedGoal(goal, "A Rollout");
		const seen = await this.#reader.history();
		const proposal = proposeRollout(goal, seen, this.#api.cluster);
		if (proposal.kind !== "steps") return proposal;
		const subject = {
			group: "argoproj.io",
			kind: "Rollout",
			namespace: this.#api.cluster.namespace,
			metadata: seen.workload.metadata,
		};
		const answer = answerToSteering(await readSteering(this.#api, subject), this.#gitops, {
			subject,
			from: currentRevision(seen)?.name ?? null,
			to: goal.to.id,
			cluster: this.#api.cluster,
			now: new Date(this.#context.clock.now()).toISOString(),
			undoing: goal.undoing ?? [],
		});
		if (answer.refused !== null) return answer.refused;
		const steps = [...answer.before, ...proposal.steps, ...answer.after];
		return { ...proposal, steps, warnings: [...answer.warnings, ...proposal.warnings] };
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		if (isHold(payload)) return await observeHold(this.#api, payload, call);
		if (isFreeze(payload)) return await this.#freezer.observe(payload, call);
		return await this.#stateOf(payload, await this.#reader.workload({ signal: call.signal }), call);
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		if (call.signal.aborted) throw aborted(step);
		const payload = payloadOf(step);
		if (isHold(payload)) return await applyHold(this.#api, payload, call, await this.#writes(call));
		if (isFreeze(payload)) return await this.#freezer.apply(payload, step, call);
		for (let conflicts = 0; ; conflicts += 1) {
			const seen = await this.#reader.workload({ signal: call.signal });
			const { state, detail } = await this.#stateOf(payload, seen, call);
			if (state === "unknown") throw moved(this.#name, detail);
			if (state !== "untouched") return;
			try {
				return await this.#write(payload, seen, call);
			} catch (thrown) {
				if (!(thrown instanceof BackoutError) || thrown.code !== "kubernetes.conflict" || conflicts >= MOST_CONFLICTS) throw thrown;
			}
		}
	}

	async follow(step: Step, call: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		if (isHold(payload)) return await followHold(this.#api, payload, call, this.#context.clock);
		if (isFreeze(payload)) return await this.#freezer.follow(payload, call);
		const revision = payload.kind === "rollout-abort" ? null : payload.to;
		return await followRollout(this.#api, this.#reader, { revision, stateOf: (seen) => this.#stateOf(payload, seen, call) }, call);
	}

	readiness = (window: Window, deadline: AbortSignal) => workloadReadiness(this.#api, ROLLOUT, this.#reader, window, deadline);

	check = (deadline: AbortSignal) => {
		// The template may be a Deployment's: which one shows only in the Rollout.
		const alsoNamed = () => ({
			"rollouts.argoproj.io/status": [this.#name],
			"deployments.apps": [this.#reader.holder?.path.name ?? []].flat(),
		});
		return checkWorkload(this.#api, { form: "rollout", gitops: this.#gitops, alsoNamed }, ROLLOUT, this.#reader, deadline);
	};

	evidence = (sinceMs: number, deadline: AbortSignal) => evidenceOf(this.#api, ROLLOUT, this.#reader, sinceMs, deadline);

	async #stateOf(payload: RolloutPayload, seen: Seen, call: StepCall): Promise<StepState> {
		const to = payload.kind === "rollout-undo" ? await this.#reader.revision(payload.to, seen, { signal: call.signal }) : null;
		return stateOfRollout(seen, payload, to);
	}

	/** Abort and promotion are written where the plugin writes them: in the status (pkg/kubectl-argo-rollouts/cmd/{abort,promote}). */
	async #write(payload: RolloutPayload, seen: Seen, call: StepCall): Promise<void> {
		const limits = { signal: call.signal };
		if (payload.kind !== "rollout-undo") {
			const status = payload.kind === "rollout-abort" ? { abort: true } : { promoteFull: true };
			await this.#api.patch({ ...this.#reader.path, subresource: "status" }, { kind: "merge", value: { status } }, limits);
			return;
		}
		const to = await this.#reader.revision(payload.to, seen, limits);
		const { holder } = this.#reader;
		if (holder === null) {
			await this.#api.patch(this.#reader.path, ROLLOUT.undoPatch(seen.workload, to), limits);
			return;
		}
		const metadata = shaped(metadataShape, objectOf(holder.object["metadata"]), "the Deployment of the Rollout");
		await this.#api.patch(holder.path, ROLLOUT.undoPatch({ ...seen.workload, metadata }, to), limits);
	}

	/** The template may be a Deployment's (spec.workloadRef). */
	async #writes(call: StepCall): Promise<readonly Wish[]> {
		await this.#reader.workload({ signal: call.signal });
		return [toPatch(this.#reader.holder?.path ?? this.#reader.path)];
	}

	#release(revision: Revision, seen: SeenHistory): TargetRelease {
		return releaseOf(revision, { workload: this.#name, container: this.#container, ...asSeen(ROLLOUT, seen) });
	}
}

function isHold(payload: RolloutPayload | HoldPayload | FreezePayload): payload is HoldPayload {
	return payload.kind === "hold" || payload.kind === "give-back";
}

function payloadOf(step: Step): RolloutPayload | HoldPayload | FreezePayload {
	const [hold, giveBack] = holdPayloads;
	const [stop, resume] = freezePayloads;
	const parsed = rolloutPayload.or(hold).or(giveBack).or(stop).or(resume).safeParse(step.payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "kubernetes.bad-payload",
		message: `step ${step.id} holds no payload of the kubernetes adapter for a Rollout`,
		fix: "make the plan anew with `backout plan`",
	});
}

function noCurrent(name: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.current-unknown",
		message: `the controller of Rollout ${name} has not taken its last change up, so it is not known which revision it wants`,
		fix: "see `kubectl argo rollouts get rollout`, and that the controller runs; then ask again",
		retryable: true,
	});
}

function moved(name: string, detail: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.moved",
		message: `Rollout ${name} is not as the plan expects: ${detail}`,
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
