import type { SecretMasker } from "../core/runtime.ts";
import type { LeasedBackend } from "../run/engine.ts";
import { maskDeep } from "./mask-deep.ts";

/** The engine's journal behind the same gate as the store: what a step answered or died of holds what a tool said, and a tool may say a secret. */
export function maskedEngine(engine: LeasedBackend, masker: SecretMasker): LeasedBackend {
	const { backend } = engine;
	const clean = <Value>(value: Value): Value => (value === undefined ? value : maskDeep(value, masker));
	return {
		...engine,
		backend: {
			...backend,
			completeStepAttempt: (params) => backend.completeStepAttempt({ ...params, output: clean(params.output) }),
			failStepAttempt: (params) => backend.failStepAttempt({ ...params, error: clean(params.error) }),
			completeWorkflowRun: (params) => backend.completeWorkflowRun({ ...params, output: clean(params.output) }),
			failWorkflowRun: (params) => backend.failWorkflowRun({ ...params, error: clean(params.error) }),
			rescheduleWorkflowRunAfterFailedStepAttempt: (params) =>
				backend.rescheduleWorkflowRunAfterFailedStepAttempt({ ...params, error: clean(params.error) }),
		},
	};
}
