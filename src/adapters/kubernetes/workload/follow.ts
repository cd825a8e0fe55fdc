import type { StepCall } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { PodWatcher } from "./pod-watcher.ts";
import type { Seen, WorkloadReader } from "./reader.ts";

/** What is followed: the revision whose pods are looked at (null: nobody knows its name yet), and how a look is judged. */
export interface Followed {
	readonly revision: string | null;
	stateOf(seen: Seen): Promise<StepState>;
}

/** Waits by watch, not by asking again and again, until the roll-out has ended one way or the other; the last state it saw when the call's signal aborts before. */
export async function followRollout(api: KubernetesApi, reader: WorkloadReader, followed: Followed, call: StepCall): Promise<StepState> {
	const ended = new AbortController();
	const signal = AbortSignal.any([call.signal, ended.signal]);
	let state: StepState = { state: "landing", detail: "it has just been told" };
	let pods: PodWatcher | null = null;
	let said = "";
	const tell = (): void => {
		const text = `${state.detail}${pods?.text() ?? ""}`;
		if (state.state === "landing" && text !== said) call.progress(text);
		said = text;
	};
	const take = async (seen: Seen): Promise<boolean> => {
		state = await followed.stateOf(seen);
		tell();
		return state.state === "landing";
	};
	try {
		for (;;) {
			const first = await reader.workload({ signal: call.signal });
			if (!(await take(first))) break;
			if (pods === null && followed.revision !== null) {
				pods = new PodWatcher(api, first.workload.selector, followed.revision, tell);
				void pods.watch(signal);
			}
			if (!(await watchOn(api, reader, first, signal, take))) break;
		}
		return withTrouble(state, pods);
	} finally {
		ended.abort();
	}
}

/** True when the past was gone and the workload must be read anew. */
async function watchOn(
	api: KubernetesApi,
	reader: WorkloadReader,
	first: Seen,
	signal: AbortSignal,
	take: (seen: Seen) => Promise<boolean>,
): Promise<boolean> {
	const query = { fieldSelector: `metadata.name=${reader.path.name}`, resourceVersion: first.workload.metadata.resourceVersion };
	try {
		for await (const { type, object } of api.watch({ ...reader.path, name: null }, query, signal)) {
			if (type === "DELETED") throw deleted(first);
			if (type !== "BOOKMARK" && !(await take(reader.seen(object)))) return false;
		}
	} catch (thrown) {
		if (thrown instanceof BackoutError && thrown.code === "kubernetes.expired") return true;
		if (!signal.aborted) throw thrown;
	}
	return false;
}

function withTrouble(state: StepState, pods: PodWatcher | null): StepState {
	return state.state === "landed" ? state : { ...state, detail: `${state.detail}${pods?.text() ?? ""}` };
}

function deleted({ workload }: Seen): BackoutError {
	return new BackoutError({
		code: "kubernetes.deleted",
		message: `${workload.metadata.name} was deleted while it was followed`,
		fix: "see who deleted it (`kubectl get events`), and deploy it anew",
	});
}
