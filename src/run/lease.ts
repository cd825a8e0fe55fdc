import type { Backend } from "openworkflow/internal";
import { errorText } from "../core/error.ts";
import type { Clock } from "../core/runtime.ts";
import { currentOwner, type Owner } from "./owner.ts";

/** A killed worker's run is free for others after this, in milliseconds; OpenWorkflow's own 30 s is too long in an incident. */
const LEASE_MS = 3_000;
/** Three renewals fit into one lease, so that one lost write does not lose the run. */
const RENEW_MS = 1_000;
/** How long stopping waits for what runs still have to tell the engine, and then for the engine itself, in milliseconds. */
const LAST_WRITES_MS = 2_000;
/** Between two looks whether the last run is over, in milliseconds. */
const SETTLED_MS = 5;
/** How long a write waits for another process's lock on the SQLite file, in milliseconds. */
const BUSY_MS = 10_000;

/** OpenWorkflow's database with short leases that are renewed here, and with patience for a locked file. */
export interface LeasedBackend {
	readonly backend: Backend;
	/** Whether this process still holds the run's lease by its own clock: a process that was stopped for longer must not act. */
	holds(workflowRunId: string): boolean;
	/** Whether nobody carries our run of this id on: its process is gone, or its lease is long over. False where that cannot be told. */
	isLeft(run: string): Promise<boolean>;
	/** Gives up the lease of a worker whose process on this machine is certainly gone, so that nobody waits for it to run out. */
	freeOrphan(workflowRunId: string): Promise<void>;
	/** Resolves when no run is held by this process any more and nothing is being written, and after two seconds at the latest. */
	settled(): Promise<void>;
	/** Closes it; a run that has just ended or parked may tell the engine so first, and nothing waits for long. */
	stop(): Promise<void>;
}

interface Lease {
	readonly renewal: NodeJS.Timeout;
	validUntil: number;
}

/** Wraps the backend; everything that is not about leases goes straight through. */
export function leased(inner: Backend, clock: Clock): LeasedBackend {
	const owner = currentOwner();
	const underWay = new Set<Promise<unknown>>();
	const patient = withPatience(inner, clock, owner, underWay);
	const leases = new Map<string, Lease>();
	const inTurn = untilNothingIsLeft<Awaited<ReturnType<Backend["claimWorkflowRun"]>>>();

	const drop = (id: string): void => {
		const lease = leases.get(id);
		if (lease) clearInterval(lease.renewal);
		leases.delete(id);
	};
	const renew = async (workflowRunId: string, workerId: string): Promise<void> => {
		const from = clock.now();
		try {
			await patient.extendWorkflowRunLease({ workflowRunId, workerId, leaseDurationMs: LEASE_MS });
			const lease = leases.get(workflowRunId);
			if (lease) lease.validUntil = from + LEASE_MS;
		} catch {
			// Taken over, cancelled or unreachable: `holds` turns false by itself, and the engine refuses what we would record.
		}
	};
	const overrides: Partial<Backend> = {
		async claimWorkflowRun({ workerId }) {
			const from = clock.now();
			const run = await inTurn(() => patient.claimWorkflowRun({ workerId, leaseDurationMs: LEASE_MS }));
			if (run) {
				drop(run.id);
				const renewal = setInterval(() => void renew(run.id, workerId), RENEW_MS);
				leases.set(run.id, { renewal, validUntil: from + LEASE_MS });
			}
			return run;
		},
		extendWorkflowRunLease: (params) => patient.extendWorkflowRunLease({ ...params, leaseDurationMs: LEASE_MS }),
		async sleepWorkflowRun(params) {
			drop(params.workflowRunId);
			return await patient.sleepWorkflowRun(params);
		},
		async completeWorkflowRun(params) {
			drop(params.workflowRunId);
			return await patient.completeWorkflowRun(params);
		},
		async failWorkflowRun(params) {
			drop(params.workflowRunId);
			return await patient.failWorkflowRun(params);
		},
		async rescheduleWorkflowRunAfterFailedStepAttempt(params) {
			drop(params.workflowRunId);
			return await patient.rescheduleWorkflowRunAfterFailedStepAttempt(params);
		},
	};
	return {
		backend: { ...patient, ...overrides },
		async freeOrphan(workflowRunId) {
			try {
				const run = await inner.getWorkflowRun({ workflowRunId });
				if (run?.status !== "running" || run.workerId === null || !owner.isGone(run.workerId)) return;
				// In the dead worker's name: whoever has taken the run over meanwhile is not disturbed.
				await inner.extendWorkflowRunLease({ workflowRunId, workerId: run.workerId, leaseDurationMs: 0 });
			} catch {
				// Taken over, or the state database hiccups: then the lease runs out by itself.
			}
		},
		async isLeft(run) {
			// Unfinished runs are few, and new; the engine cannot be asked by our own id.
			const { data } = await inner.listWorkflowRuns({ limit: 100 });
			const queued = data.find(({ idempotencyKey }) => idempotencyKey === run);
			if (queued?.availableAt == null || queued.finishedAt !== null) return false;
			const isGone = queued.workerId !== null && owner.isGone(queued.workerId);
			return isGone || queued.availableAt.getTime() < clock.now() - LEASE_MS;
		},
		holds: (id) => (leases.get(id)?.validUntil ?? 0) > clock.now(),
		async settled() {
			const deadline = clock.now() + LAST_WRITES_MS;
			while ((leases.size > 0 || underWay.size > 0) && clock.now() < deadline) await clock.sleep(SETTLED_MS);
			// What the engine does after its last write is done when everything that is due now is.
			await new Promise<void>((resolve) => setImmediate(resolve));
		},
		async stop() {
			const deadline = clock.now() + LAST_WRITES_MS;
			while ((leases.size > 0 || underWay.size > 0) && clock.now() < deadline) await clock.sleep(10);
			for (const id of [...leases.keys()]) drop(id);
			const isLate = new AbortController();
			await Promise.race([inner.stop(), clock.sleep(LAST_WRITES_MS, isLate.signal)]);
			isLate.abort();
		},
	};
}

/** One claim after the other; once there is nothing to claim, all who wait for their turn get nothing. The engine asks for every idle slot at once, a thousand times for one run. */
function untilNothingIsLeft<Claimed>() {
	let last: Promise<Claimed | null> | null = null;
	return (claim: () => Promise<Claimed>): Promise<Claimed | null> => {
		const before = last;
		const mine: Promise<Claimed | null> = (async () => (before === null || (await before) !== null ? await claim() : null))();
		last = mine;
		const leave = (): void => {
			if (last === mine) last = null;
		};
		mine.then(leave, leave);
		return mine;
	};
}

/** Every call again while another process holds the SQLite file: OpenWorkflow sets no busy time-out of its own. Worker ids carry this process's name. */
function withPatience(inner: Backend, clock: Clock, owner: Owner, underWay: Set<Promise<unknown>>): Backend {
	const marked = <Params extends { readonly workerId: string }>(params: Params): Params => ({
		...params,
		workerId: owner.mark(params.workerId),
	});
	const patient = <Result>(call: () => Promise<Result>): Promise<Result> => {
		const answer = insist(call).finally(() => underWay.delete(answer));
		underWay.add(answer);
		return answer;
	};
	const insist = async <Result>(call: () => Promise<Result>): Promise<Result> => {
		const deadline = clock.now() + BUSY_MS;
		for (;;) {
			try {
				return await call();
			} catch (thrown) {
				if (!isLocked(thrown) || clock.now() > deadline) throw thrown;
				await clock.sleep(5 + Math.random() * 20);
			}
		}
	};
	return {
		createWorkflowRun: (params) => patient(async () => await inner.createWorkflowRun(params)),
		async getWorkflowRun(params) {
			const run = await patient(async () => await inner.getWorkflowRun(params));
			// The engine compares it with the worker id it gave.
			return run?.workerId ? { ...run, workerId: owner.unmark(run.workerId) } : run;
		},
		listWorkflowRuns: (params) => patient(async () => await inner.listWorkflowRuns(params)),
		countWorkflowRuns: () => patient(async () => await inner.countWorkflowRuns()),
		claimWorkflowRun: (params) => patient(async () => await inner.claimWorkflowRun(marked(params))),
		extendWorkflowRunLease: (params) => patient(async () => await inner.extendWorkflowRunLease(marked(params))),
		sleepWorkflowRun: (params) => patient(async () => await inner.sleepWorkflowRun(marked(params))),
		completeWorkflowRun: (params) => patient(async () => await inner.completeWorkflowRun(marked(params))),
		failWorkflowRun: (params) => patient(async () => await inner.failWorkflowRun(marked(params))),
		rescheduleWorkflowRunAfterFailedStepAttempt: (params) =>
			patient(async () => await inner.rescheduleWorkflowRunAfterFailedStepAttempt(marked(params))),
		cancelWorkflowRun: (params) => patient(async () => await inner.cancelWorkflowRun(params)),
		createStepAttempt: (params) => patient(async () => await inner.createStepAttempt(marked(params))),
		getStepAttempt: (params) => patient(async () => await inner.getStepAttempt(params)),
		listStepAttempts: (params) => patient(async () => await inner.listStepAttempts(params)),
		completeStepAttempt: (params) => patient(async () => await inner.completeStepAttempt(marked(params))),
		failStepAttempt: (params) => patient(async () => await inner.failStepAttempt(marked(params))),
		setStepAttemptChildWorkflowRun: (params) => patient(async () => await inner.setStepAttemptChildWorkflowRun(marked(params))),
		sendSignal: (params) => patient(async () => await inner.sendSignal(params)),
		getSignalDelivery: (params) => patient(async () => await inner.getSignalDelivery(params)),
		stop: () => inner.stop(),
	};
}

function isLocked(thrown: unknown): boolean {
	return /database is locked|SQLITE_BUSY/i.test(errorText(thrown));
}
