import { BackoutError } from "../core/error.ts";

/** What ended the carrying on of a run, with what that means for the run and how it goes on; faults that are not the state database's stay as they are. */
export function standsStill(run: string, thrown: unknown): unknown {
	const isState = thrown instanceof BackoutError && /^(store|engine)\./.test(thrown.code);
	if (!isState || thrown.fix.includes(run)) return thrown;
	return new BackoutError({
		code: thrown.code,
		message: `${thrown.message.replace(/\.$/, "")}; run ${run} stands still, and a step that was under way may have ended.`,
		fix: `${thrown.fix.replace(/\.$/, "")}. Then go on with: backout resume ${run}`,
		retryable: thrown.retryable,
		cause: thrown,
	});
}
