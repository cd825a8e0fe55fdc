import type { Goal, Proposal, StepCall } from "../../../core/adapter.ts";
import type { Step, StepState } from "../../../core/step.ts";
import { unsupportedGoal } from "../../../core/unsupported.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { answerToSteering, type GitopsChoice } from "../steering/answer.ts";
import { readScalers, readSteering } from "../steering/read.ts";
import { applyConditionally, type Change } from "../traffic/conditional.ts";
import { followRollout } from "../workload/follow.ts";
import type { WorkloadKind } from "../workload/kind.ts";
import { currentRevision, type Seen, type WorkloadReader } from "../workload/reader.ts";
import { notePatch } from "./note.ts";
import type { FreezePayload } from "./payload.ts";
import { endingText, podOwner, podsEnded, podsLeft } from "./pods-left.ts";
import type { Scale } from "./progress.ts";
import { type Scaled, stateOfFreeze } from "./state.ts";
import { type Freezing, proposeResume, proposeStop } from "./steps.ts";

/** The goals that it brings about. */
export type FreezeGoal = Extract<Goal, { kind: "stop-writes" | "resume-writes" }>;

/** Scales one workload to 0, so that nothing of it writes, and brings it back to what it was. */
export class Freezer {
	readonly #api: KubernetesApi;
	readonly #kind: WorkloadKind;
	readonly #reader: WorkloadReader;
	readonly #gitops: GitopsChoice;

	constructor(api: KubernetesApi, kind: WorkloadKind, reader: WorkloadReader, gitops: GitopsChoice) {
		this.#api = api;
		this.#kind = kind;
		this.#reader = reader;
		this.#gitops = gitops;
	}

	/** `nowMs`: milliseconds since the epoch. Writes nothing. */
	async propose(goal: FreezeGoal, nowMs: number): Promise<Proposal> {
		const seen = await this.#reader.history();
		const scale = this.#kind.scaleOf(seen.object);
		if (scale === null) return cannot(goal, this.#kind.kindName, seen.workload.metadata.name);
		const { cluster } = this.#api;
		const { metadata } = seen.workload;
		const subject = { group: this.#kind.resource.group, kind: this.#kind.kindName, namespace: cluster.namespace, metadata };
		const [scalers, steerings] = await Promise.all([readScalers(this.#api, subject), readSteering(this.#api, subject)]);
		const isOrdered = this.#kind.kindName === "StatefulSet";
		const now = new Date(nowMs).toISOString();
		const freezing: Freezing = { object: `${this.#kind.word}/${metadata.name}`, seen, scale, isOrdered, scalers, cluster, now };
		const undoing = (goal.kind === "resume-writes" ? goal.undoing : undefined) ?? [];
		const proposal = goal.kind === "stop-writes" ? proposeStop(freezing) : proposeResume(freezing, undoing);
		if (proposal.kind !== "steps") return proposal;
		const revision = currentRevision(seen)?.name ?? "";
		const planned = { subject, from: revision, to: revision, cluster, now, undoing, aim: goal.kind };
		const answer = answerToSteering(steerings, this.#gitops, planned);
		if (answer.refused !== null) return answer.refused;
		return {
			...proposal,
			steps: [...answer.before, ...proposal.steps, ...answer.after],
			warnings: [...answer.warnings, ...proposal.warnings],
		};
	}

	async observe(payload: FreezePayload, call: StepCall): Promise<StepState> {
		const limits = { signal: call.signal };
		const seen = await this.#reader.workload(limits);
		const state = stateOfFreeze(this.#scaled(seen), payload);
		if (payload.kind !== "stop" || state.state !== "landed") return state;
		const left = await podsLeft(this.#api, await this.#owner(seen, limits), limits);
		return left.length === 0 ? state : { state: "landing", detail: endingText(left) };
	}

	/** One patch, refused by the server when the workload was written since it was read. Throws `kubernetes.moved` when somebody else scaled it. */
	async apply(payload: FreezePayload, step: Step, call: StepCall): Promise<void> {
		await applyConditionally(this.#change(payload), step, call);
	}

	async follow(payload: FreezePayload, call: StepCall): Promise<StepState> {
		const stateOf = async (seen: Seen) => stateOfFreeze(this.#scaled(seen), payload);
		const revision = payload.kind === "resume" ? payload.revision : null;
		const state = await followRollout(this.#api, this.#reader, { revision, stateOf }, call);
		if (payload.kind !== "stop" || state.state !== "landed") return state;
		const limits = { signal: call.signal };
		await podsEnded(this.#api, await this.#owner(await this.#reader.workload(limits), limits), call);
		return await this.observe(payload, call);
	}

	#change(payload: FreezePayload): Change<Seen> {
		return {
			what: `${this.#kind.kindName} ${payload.name}`,
			read: (limits) => this.#reader.workload(limits),
			versionOf: ({ workload }) => workload.metadata.resourceVersion,
			stand: (seen) => {
				const { state, detail } = stateOfFreeze(this.#scaled(seen), payload);
				if (state === "untouched") return { kind: "untouched" };
				return state === "unknown" || state === "broken" ? { kind: "moved", detail } : { kind: "in-place" };
			},
			write: async (seen, limits) => await this.#write(seen, payload, limits),
		};
	}

	/** The note holds what was there at this very write: the server refuses it otherwise. */
	async #write(seen: Seen, payload: FreezePayload, limits: CallLimits): Promise<void> {
		const { resourceVersion } = seen.workload.metadata;
		const isStop = payload.kind === "stop";
		const annotations = notePatch(isStop ? { replicas: this.#scaled(seen).scale.replicas, at: payload.at } : null);
		const value = { metadata: { resourceVersion, annotations }, spec: { replicas: isStop ? 0 : payload.to } };
		await this.#api.patch(this.#reader.path, { kind: "merge", value }, limits);
	}

	#scaled({ object, workload }: Seen): Scaled {
		return { metadata: workload.metadata, scale: this.#kind.scaleOf(object) ?? UNSCALED };
	}

	async #owner({ workload }: Seen, limits: CallLimits) {
		return await podOwner(this.#api, workload, this.#kind.history, limits);
	}
}

/** Of a kind that has no number of pods no step is ever proposed. */
const UNSCALED: Scale = { replicas: 0, existing: 0, available: 0, isObserved: false, failure: null };

function cannot(goal: FreezeGoal, kind: string, name: string): Proposal {
	const fix = "Stop what writes through it instead, or stop it by hand: it ends with the nodes that its pods may run on.";
	return unsupportedGoal(goal, `A ${kind} has a pod on every node and no number of them, so ${name}`, fix);
}
