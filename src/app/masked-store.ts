import type { SecretMasker } from "../core/runtime.ts";
import type { Store } from "../core/store.ts";
import { maskDeep } from "./mask-deep.ts";

/** The store behind one gate: nothing that holds a resolved secret is ever written, wherever it came from. */
export function maskedStore(store: Store, masker: SecretMasker): Store {
	const clean = <Value>(value: Value): Value => maskDeep(value, masker);
	const { runs, incidents, audit, outbox, ledger, processes, approvals, controls, judgements, guards } = store;
	return {
		...store,
		ledger: {
			...ledger,
			record: (release) => ledger.record(clean(release)),
			mark: (place, id, standing, reason, isOverride) => ledger.mark(place, id, standing, clean(reason), isOverride),
		},
		runs: {
			...runs,
			create: (run, first) => runs.create(clean(run), clean(first)),
			append: (run, events, status) => runs.append(run, clean(events), status),
		},
		approvals: { ...approvals, decide: (approval) => approvals.decide(clean(approval)) },
		processes: { ...processes, started: (process) => processes.started(clean(process)) },
		incidents: {
			...incidents,
			open: (incident, first) => incidents.open(clean(incident), clean(first)),
			update: (id, change, entry) => incidents.update(id, clean(change), clean(entry)),
			saveAssessment: (incident, assessment) => incidents.saveAssessment(incident, clean(assessment)),
		},
		controls: {
			...controls,
			setAutomation: (isOn, by, reason, at) => controls.setAutomation(isOn, by, clean(reason), at),
			hold: (place, hold) => controls.hold(place, clean(hold)),
		},
		outbox: {
			...outbox,
			put: (message, channels) => outbox.put(clean(message), channels),
			failed: (message, channel, detail, nextAt) => outbox.failed(message, channel, clean(detail), nextAt),
		},
		audit: { ...audit, append: (entry, at) => audit.append(clean(entry), at) },
		guards: {
			...guards,
			create: (guard) => guards.create(clean(guard)),
			save: (guard) => guards.save(clean(guard)),
		},
		// The release's id is the key it is found by.
		judgements: { ...judgements, save: (place, judgement) => judgements.save(place, { ...clean(judgement), release: judgement.release }) },
	};
}
