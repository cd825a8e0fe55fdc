import type { HttpClient, TlsIdentity } from "../../../src/core/runtime.ts";
import { systemClock } from "../../../src/runtime/clock.ts";

/** How long a server may take on a machine that is busy with other things. */
const LONGEST_START_MS = 120_000;
const BETWEEN_LOOKS_MS = 40;

/** Resolves when `isTrue` says so; throws `what` after two minutes, or whatever `isTrue` throws. */
export async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
	const deadline = systemClock.now() + LONGEST_START_MS;
	while (!(await isTrue())) {
		if (systemClock.now() > deadline) throw new Error(`${what}: not so after ${LONGEST_START_MS / 1_000} s`);
		await systemClock.sleep(BETWEEN_LOOKS_MS);
	}
}

/** Whether the URL answers 200 now. */
export async function answers(http: HttpClient, url: string, tls: TlsIdentity | null): Promise<boolean> {
	try {
		const { status } = await http.request({ url, tls, timeoutMs: 5_000 });
		return status === 200;
	} catch {
		return false;
	}
}
