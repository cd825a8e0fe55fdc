import { BackoutError } from "../../core/error.ts";
import type { StepState } from "../../core/step.ts";
import { carriesKey } from "./carried.ts";
import { contains, fetchBranch, remoteRefs } from "./client.ts";
import type { Desk } from "./desk.ts";
import { commit } from "./history.ts";
import { type BranchSight, stateOf } from "./landing.ts";
import type { PushPayload } from "./payload.ts";
import { shortId } from "./ref-name.ts";

/** What the remote shows of the push; `unknown`, with what it said, when it cannot be asked. */
export async function observePush(desk: Desk, payload: PushPayload): Promise<StepState> {
	try {
		return stateOf(payload, await look(desk, payload));
	} catch (fault) {
		if (fault instanceof BackoutError) return { state: "unknown", detail: `${fault.message}. ${fault.fix}` };
		throw fault;
	}
}

async function look(desk: Desk, payload: PushPayload): Promise<BranchSight> {
	const { git } = desk;
	const head = (await remoteRefs(git, [payload.branch], false)).heads.get(payload.branch) ?? null;
	const bare = { head, tree: null, containsResult: false, containsExpected: false, containsKey: false, lastChange: "" };
	// Where it was or where it should be: the ids say it all, nothing needs to be fetched.
	if (head === null || head === payload.expected || head === payload.result) return bare;
	await fetchBranch(git, payload.branch, head);
	const newest = await commit(git, head);
	return {
		head,
		tree: newest.tree,
		containsResult: await contains(git, head, payload.result),
		containsExpected: payload.expected !== null && (await contains(git, head, payload.expected)),
		containsKey: await carriesKey(git, payload, head),
		lastChange: `${newest.author}: ${newest.subject} (${shortId(newest.id)})`,
	};
}
