import { appendFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type AppParts, journaledRunner } from "../../src/app/parts.ts";
import type { Store } from "../../src/core/store.ts";
import type { LeasedBackend } from "../../src/run/engine.ts";
import { type Fuse, fused } from "./fuse.ts";

/** Every write of the engine but those that a timer makes (lease renewals, wake-up signals): their number must not depend on the machine's speed. */
const ENGINE_WRITES = [
	"createWorkflowRun",
	"sleepWorkflowRun",
	"completeWorkflowRun",
	"failWorkflowRun",
	"rescheduleWorkflowRunAfterFailedStepAttempt",
	"createStepAttempt",
	"completeStepAttempt",
	"failStepAttempt",
];

/** By room of the store, every method that writes. */
const STORE_WRITES = {
	ledger: ["record", "mark"],
	runs: ["savePlan", "create", "append", "ask", "releaseLock"],
	approvals: ["decide"],
	processes: ["started", "ended"],
	incidents: ["open", "update", "saveAssessment"],
	controls: ["setAutomation", "hold", "unhold"],
	outbox: ["put", "delivered", "failed"],
	audit: ["append"],
	samples: ["append", "prune"],
	judgements: ["save", "clear"],
	guards: ["create", "save"],
} as const;

/** The real parts with every write to the journals and to the platform going through the fuse. */
export function fusedParts(parts: AppParts, fuse: Fuse): AppParts {
	const { directory } = parts.config;
	let store: Promise<Store> | null = null;
	let engine: Promise<LeasedBackend> | null = null;
	const openStore = (): Promise<Store> => {
		store ??= parts.store().then((opened) => fusedStore(opened, fuse));
		return store;
	};
	return {
		...parts,
		store: openStore,
		engine() {
			engine ??= parts.engine().then((opened) => fusedEngine(opened, fuse, join(directory, "claims.log")));
			return engine;
		},
		async connect(place) {
			const connected = await parts.connect(place);
			const begun = () => fileGrows(join(directory, "begun.log"));
			const targets = [...connected.targets].map(([name, target]) => [name, fused(fuse, name, target, ["apply"], begun)] as const);
			return { ...connected, targets: new Map(targets) };
		},
		processesFor(run, step) {
			const runner = journaledRunner(parts.clock, openStore, run, step);
			// The deploy tool of a guard; what a step starts is inside its target's `apply`.
			return step === "deploy" ? fused(fuse, "tool", runner, ["run"], () => fileGrows(join(directory, "begun.log"))) : runner;
		},
	};
}

function fusedStore(store: Store, fuse: Fuse): Store {
	const room = <Name extends keyof typeof STORE_WRITES>(name: Name): Store[Name] => fused(fuse, name, store[name], STORE_WRITES[name]);
	return {
		ledger: room("ledger"),
		runs: room("runs"),
		approvals: room("approvals"),
		processes: room("processes"),
		incidents: room("incidents"),
		controls: room("controls"),
		outbox: room("outbox"),
		audit: room("audit"),
		samples: room("samples"),
		judgements: room("judgements"),
		guards: room("guards"),
		close: () => store.close(),
	};
}

/** Also writes down when this process took a run up. */
function fusedEngine(engine: LeasedBackend, fuse: Fuse, claims: string): LeasedBackend {
	const backend = fused(fuse, "engine", engine.backend, ENGINE_WRITES);
	return {
		...engine,
		backend: new Proxy(backend, {
			get(inner, key) {
				if (key !== "claimWorkflowRun") return Reflect.get(inner, key);
				return async (request: Parameters<typeof inner.claimWorkflowRun>[0]) => {
					const claimed = await inner.claimWorkflowRun(request);
					if (claimed !== null) appendFileSync(claims, `${process.pid} ${Date.now()}\n`);
					return claimed;
				};
			},
		}),
	};
}

async function fileGrows(file: string): Promise<void> {
	const sizeOf = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	const before = sizeOf();
	while (sizeOf() === before) await new Promise((resolve) => setTimeout(resolve, 5));
}
