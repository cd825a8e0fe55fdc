import type { ProcessOptions, ProcessRunner } from "../../core/runtime.ts";
import { maskedLines } from "./masked-lines.ts";
import type { GuardWork } from "./parts.ts";

/** How long a deploy tool may take to tidy up after itself when it is ended, in milliseconds: half of what CI gives a cancelled job. */
const GRACE_MS = 5_000;
/** Of the output nothing is kept but for a look at its end. */
const KEPT_BYTES = 16 * 1024;

/** Runs a command of the user's with its output told as it comes, masked; a non-zero exit is a value. */
export async function runTold(
	{ parts, place, desk, audience, tell }: GuardWork,
	runner: ProcessRunner,
	argv: readonly string[],
	options: Pick<ProcessOptions, "timeoutMs" | "cwd">,
) {
	const mask = (text: string): string => parts.masker.mask(text);
	const streams = {
		stdout: maskedLines(mask, (text) => tell({ type: "deploy.output", stream: "stdout", text })),
		stderr: maskedLines(mask, (text) => tell({ type: "deploy.output", stream: "stderr", text })),
	};
	try {
		return await runner.run(argv, {
			...options,
			env: { BACKOUT_GUARD: desk.guard().id, BACKOUT_SERVICE: place.service, BACKOUT_ENVIRONMENT: place.environment },
			// Whoever took the guard over takes back what was deployed: a deploy that goes on would undo that.
			signal: AbortSignal.any([audience.signal, desk.lost]),
			graceMs: GRACE_MS,
			maxOutputBytes: KEPT_BYTES,
			onOutput: (stream, text) => streams[stream].push(text),
		});
	} finally {
		streams.stdout.end();
		streams.stderr.end();
	}
}
