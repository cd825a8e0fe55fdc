import type { StepCall } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { Step } from "../../../core/step.ts";
import type { CallLimits } from "../api/port.ts";

/** How often a change is sent again when something else of the object was written meanwhile. */
const MOST_CONFLICTS = 5;

/** Where an object stands between before and after; `moved`: somebody else made it something third. */
export type Stand = { readonly kind: "untouched" } | { readonly kind: "in-place" } | { readonly kind: "moved"; readonly detail: string };

/** One change of one object, which the server refuses when the object was written since it was read. */
export interface Change<Seen> {
	/** For messages: `Service checkout`. */
	readonly what: string;
	read(limits: CallLimits): Promise<Seen>;
	versionOf(seen: Seen): string;
	stand(seen: Seen): Stand;
	write(seen: Seen, limits: CallLimits): Promise<unknown>;
}

/** Brings the change about once; nothing is written when it is in place. Throws `kubernetes.moved`, `kubernetes.aborted` and what the API throws. */
export async function applyConditionally<Seen>(change: Change<Seen>, step: Step, call: StepCall): Promise<void> {
	const limits = { signal: call.signal };
	for (let conflicts = 0; ; conflicts += 1) {
		if (call.signal.aborted) throw aborted(step);
		const seen = await change.read(limits);
		const stand = change.stand(seen);
		if (stand.kind === "in-place") return;
		if (stand.kind === "moved") throw moved(change.what, stand.detail);
		try {
			await change.write(seen, limits);
			return;
		} catch (thrown) {
			if (conflicts >= MOST_CONFLICTS || !(await isConflict(thrown, change, seen, limits))) throw thrown;
		}
	}
}

/** API servers answer a failed `test` of a JSON patch with 422 and no word of why (apiserver, handlers/patch.go): whether it was one shows only in the object. */
async function isConflict<Seen>(thrown: unknown, change: Change<Seen>, seen: Seen, limits: CallLimits): Promise<boolean> {
	if (!(thrown instanceof BackoutError)) return false;
	if (thrown.code === "kubernetes.conflict") return true;
	return thrown.code === "kubernetes.invalid" && change.versionOf(await change.read(limits)) !== change.versionOf(seen);
}

function moved(what: string, detail: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.moved",
		message: `${what} is not as the plan expects: ${detail}`,
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
