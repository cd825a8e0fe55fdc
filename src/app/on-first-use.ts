import type { Clock, ProcessRunner } from "../core/runtime.ts";
import type { EngineState, LeasedBackend } from "../run/engine.ts";
import type { GroupJournal } from "../runtime/process.ts";

/** The process runner, loaded with the first process: many commands start none. */
export function processRunner(parts: { readonly clock: Clock; readonly journal?: GroupJournal }): ProcessRunner {
	return {
		async run(argv, options) {
			const { createProcessRunner } = await import("../runtime/process.ts");
			return await createProcessRunner(parts).run(argv, options);
		},
	};
}

/** The durable engine's database, loaded and opened: only runs need it. Throws BackoutError `engine.unreachable`. */
export async function openRunEngine(state: EngineState, clock: Clock): Promise<LeasedBackend> {
	const { openEngine } = await import("../run/engine.ts");
	return await openEngine(state, clock);
}
