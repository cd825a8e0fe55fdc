import type { AdapterContext, Goal, Proposal, StepCall, VersionedTarget } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { TargetRelease } from "../../../core/release.ts";
import type { Window } from "../../../core/signal.ts";
import type { Step, StepState } from "../../../core/step.ts";
import { unsupportedGoal } from "../../../core/unsupported.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import type { WorkloadPlace } from "../config.ts";
import { isFreeze, isHold, payloadOf, type RolloutPayload, type WorkloadPayload } from "../payload.ts";
import { lookAtReferences } from "../references/look.ts";
import { toPatch } from "../rights/asked.ts";
import { Freezer } from "../scale/freezer.ts";
import { answerToSteering, type GitopsChoice, type SteeringAnswer } from "../steering/answer.ts";
import { followHold } from "../steering/follow.ts";
import { applyHold, observeHold } from "../steering/hold.ts";
import { readSteering } from "../steering/read.ts";
import { asSeen } from "./as-seen.ts";
import { checkWorkload } from "./check.ts";
import { deployedAtOf } from "./deployed-at.ts";
import { evidenceOf } from "./evidence.ts";
import { aborted, moved, noCurrent, obstructed } from "./faults.ts";
import { followRollout } from "./follow.ts";
import type { WorkloadKind } from "./kind.ts";
import { WORKLOAD_KINDS } from "./kinds.ts";
import { StepObserver } from "./observer.ts";
import { type Pod, podOf } from "./pods.ts";
import { currentRevision, type Seen, type SeenHistory, WorkloadReader } from "./reader.ts";
import { workloadReadiness } from "./readiness.ts";
import { restartPatch } from "./restart.ts";
import { type Revision, releaseOf } from "./revision.ts";
import { proposeReturn, withConsequences } from "./steps.ts";
import { replaceStuck } from "./stuck/replace.ts";

/** How often an undo is sent again when only the workload's status was written meanwhile. */
const MOST_CONFLICTS = 5;

/** One Deployment, StatefulSet or DaemonSet. */
export class WorkloadTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #place: WorkloadPlace;
	readonly #gitops: GitopsChoice;
	readonly #kind: WorkloadKind;
	readonly #api: KubernetesApi;
	readonly #context: AdapterContext;
	readonly #reader: WorkloadReader;
	readonly #observer: StepObserver;
	readonly #freezer: Freezer;
	/** What `observe` saw last: an apply right after it need not read it again, because its patch is refused when it is old. */
	#lastSeen: Seen | null = null;

	constructor(
		place: WorkloadPlace,
		gitops: GitopsChoice,
		api: KubernetesApi,
		context: AdapterContext,
		reader: WorkloadReader | null = null,
	) {
		this.#place = place;
		this.#gitops = gitops;
		this.#kind = WORKLOAD_KINDS[place.key];
		this.#api = api;
		this.#context = context;
		this.#reader = reader ?? new WorkloadReader(api, this.#kind, place.name);
		this.#observer = new StepObserver(this.#kind, this.#reader, context.clock);
		this.#freezer = new Freezer(api, this.#kind, this.#reader, gitops);
	}

	atOneMoment(): WorkloadTarget {
		return new WorkloadTarget(this.#place, this.#gitops, this.#api, this.#context, this.#reader.atOneMoment());
	}

	async current(): Promise<TargetRelease> {
		const seen = await this.#reader.history();
		const revision = currentRevision(seen);
		if (revision === null) throw noCurrent(this.#place, this.#kind.word);
		return this.#release(revision, seen);
	}

	async history(limit: number): Promise<readonly TargetRelease[]> {
		const seen = await this.#reader.history();
		return seen.revisions.slice(0, limit).map((revision) => this.#release(revision, seen));
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind === "stop-writes" || goal.kind === "resume-writes") return await this.#freezer.propose(goal, this.#context.clock.now());
		if (goal.kind !== "return") return unsupportedGoal(goal, `A ${this.#kind.kindName}`);
		const now = new Date(this.#context.clock.now()).toISOString();
		const seen = await this.#reader.history();
		const pods = this.#kind.podOrderOf(seen.object) === null ? [] : await this.#pods(seen, {});
		const proposal = proposeReturn(goal, { ...seen, pods }, this.#place, this.#api.cluster, now);
		const wanted = seen.revisions.find(({ name }) => name === goal.to.id);
		if (proposal.kind !== "steps" || wanted === undefined) return proposal;
		const { template } = wanted;
		const [found, steering] = await Promise.all([
			lookAtReferences(this.#api, { template, wantedAt: deployedAtOf(wanted, seen) }, seen.workload.template),
			this.#steering(goal, seen, now),
		]);
		if (steering.refused !== null) return steering.refused;
		const steps = [...steering.before, ...proposal.steps, ...steering.after];
		const whole = { ...proposal, steps, warnings: [...steering.warnings, ...proposal.warnings] };
		return withConsequences(whole, found, `${this.#kind.word} ${this.#place.name}`);
	}

	/** Who would take the return back, and what is done about it. */
	async #steering(goal: Extract<Goal, { kind: "return" }>, seen: SeenHistory, now: string): Promise<SteeringAnswer> {
		const { cluster } = this.#api;
		const { resource, kindName } = this.#kind;
		const subject = { group: resource.group, kind: kindName, namespace: cluster.namespace, metadata: seen.workload.metadata };
		const from = currentRevision(seen)?.name ?? null;
		const planned = { subject, from, to: goal.to.id, cluster, now, undoing: goal.undoing ?? [] };
		return answerToSteering(await readSteering(this.#api, subject), this.#gitops, planned);
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		if (isHold(payload)) return await observeHold(this.#api, payload, call);
		if (isFreeze(payload)) return await this.#freezer.observe(payload, call);
		const seen = await this.#reader.workload({ signal: call.signal });
		this.#lastSeen = seen;
		const pods = payload.kind === "replace-stuck" ? await this.#pods(seen, { signal: call.signal }) : null;
		return await this.#stateOf(payload, seen, pods, call);
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		if (call.signal.aborted) throw aborted(step);
		const payload = payloadOf(step);
		if (isHold(payload)) return await applyHold(this.#api, payload, call, [toPatch(this.#reader.path)]);
		if (isFreeze(payload)) return await this.#freezer.apply(payload, step, call);
		if (payload.kind === "replace-stuck") return await this.#replace(payload, call);
		for (let conflicts = 0; ; conflicts += 1) {
			const seen = this.#lastSeen ?? (await this.#reader.workload({ signal: call.signal }));
			this.#lastSeen = null;
			if (!(await this.#isUntouched(payload, seen, call))) return;
			try {
				await this.#write(payload, seen, call);
				return;
			} catch (thrown) {
				if (!(thrown instanceof BackoutError) || thrown.code !== "kubernetes.conflict" || conflicts >= MOST_CONFLICTS) throw thrown;
			}
		}
	}

	async follow(step: Step, call: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		if (isHold(payload)) return await followHold(this.#api, payload, call, this.#context.clock);
		if (isFreeze(payload)) return await this.#freezer.follow(payload, call);
		const rollout = payload.kind === "replace-stuck" ? payload.rollout : payload;
		const revision = rollout.kind === "undo" ? rollout.to : null;
		const stateOf = (seen: Seen, pods: readonly Pod[] | null) => this.#stateOf(payload, seen, pods, call);
		return await followRollout(this.#api, this.#reader, { revision, stateOf }, call);
	}

	readiness = (window: Window, deadline: AbortSignal) => workloadReadiness(this.#api, this.#kind, this.#reader, window, deadline);

	check = (deadline: AbortSignal) =>
		checkWorkload(this.#api, { form: this.#place.key, gitops: this.#gitops }, this.#kind, this.#reader, deadline);

	evidence = (sinceMs: number, deadline: AbortSignal) => evidenceOf(this.#api, this.#kind, this.#reader, sinceMs, deadline);

	#release(revision: Revision, seen: SeenHistory): TargetRelease {
		const { name: workload, container } = this.#place;
		return releaseOf(revision, { workload, container, ...asSeen(this.#kind, seen) });
	}

	/** False when it is in place already; throws when somebody else deployed. */
	async #isUntouched(payload: RolloutPayload, seen: Seen, call: StepCall): Promise<boolean> {
		const { state, detail } = await this.#stateOf(payload, seen, null, call);
		if (state === "unknown") throw moved(this.#place, detail);
		if (seen.workload.obstacle !== null) throw obstructed(seen.workload.obstacle, this.#api.cluster);
		return state === "untouched";
	}

	async #write(payload: RolloutPayload, seen: Seen, call: StepCall): Promise<void> {
		const patch =
			payload.kind === "restart"
				? restartPatch(seen.workload, payload)
				: this.#kind.undoPatch(seen.workload, await this.#reader.revision(payload.to, seen, { signal: call.signal }));
		await this.#api.patch(this.#reader.path, patch, { signal: call.signal });
	}

	async #replace(payload: WorkloadPayload, call: StepCall): Promise<void> {
		const replacing = {
			api: this.#api,
			reader: this.#reader,
			orderOf: ({ object }: Seen) => this.#kind.podOrderOf(object),
			stateOf: (seen: Seen, pods: readonly Pod[]) => this.#stateOf(payload, seen, pods, call),
			now: () => this.#context.clock.now(),
		};
		await replaceStuck(replacing, call);
	}

	async #stateOf(payload: WorkloadPayload, seen: Seen, pods: readonly Pod[] | null, { signal }: StepCall): Promise<StepState> {
		return await this.#observer.stateOf(payload, seen, pods, { signal });
	}

	async #pods({ workload }: Seen, limits: CallLimits): Promise<readonly Pod[]> {
		const path = { ...RESOURCES.pods, namespace: this.#api.cluster.namespace, name: null };
		return (await this.#api.list(path, { labelSelector: workload.selector }, limits)).items.map(podOf);
	}
}
