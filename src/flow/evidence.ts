import type { Target } from "../core/adapter.ts";
import { errorText } from "../core/error.ts";
import type { Run } from "../core/run.ts";
import type { FlowParts } from "./parts.ts";

/** How far back logs are kept: "logs of the last 30 min" (runbooks 000, 001). */
const SINCE_MS = 30 * 60_000;
/** Evidence must not delay the rollback for long, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Keeps, under evidence/<run>/, what the rollback would destroy. What could not be kept is named; nothing here stops the run. */
export async function keepEvidence(
	parts: FlowParts,
	run: Run,
	targets: ReadonlyMap<string, Target>,
): Promise<{ readonly files: readonly string[]; readonly missing: readonly string[] }> {
	const kept = await Promise.all([...targets].map(([name, target]) => keepOf(parts, run, name, target)));
	return { files: kept.flatMap(({ files }) => files), missing: kept.flatMap(({ missing }) => missing) };
}

async function keepOf(
	parts: FlowParts,
	run: Run,
	name: string,
	target: Target,
): Promise<{ readonly files: readonly string[]; readonly missing: readonly string[] }> {
	// A wait that nobody needs any more would keep the process alive after the run is over.
	const kept = new AbortController();
	try {
		const deadline = AbortSignal.timeout(PATIENCE_MS);
		const evidence = await Promise.race([target.evidence(SINCE_MS, deadline), late(parts, kept.signal)]);
		const files = await Promise.all(evidence.map((piece) => parts.keepFile(["evidence", run.id, name, piece.name], piece.content)));
		return { files, missing: [] };
	} catch (thrown) {
		return { files: [], missing: [`${name}: ${errorText(thrown)}`] };
	} finally {
		kept.abort();
	}
}

async function late(parts: FlowParts, kept: AbortSignal): Promise<never> {
	await parts.clock.sleep(PATIENCE_MS + 500, kept);
	throw new Error(`no evidence within ${PATIENCE_MS / 1_000} s`);
}
