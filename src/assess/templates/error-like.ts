/** Levels, what failures are called, and names of exceptions. */
const FAILURE =
	/\b(?:err|errors?|fatal|panic|crit|critical|alert|emerg|emergency|exception|fail|fails|failed|failing|failures?|traceback|refused|denied|rejected|time-?out|timed out|unhandled|uncaught|segfault|abort|aborted|cannot|can't|could not|unable|unavailable|deadlock|out of memory|oom|invalid|corrupt|corrupted|connection reset)\b|\w(?:error|exception|panic)\b/i;
/** Names of system errors: ECONNREFUSED, ENOSPC. */
const ERRNO = /\bE[A-Z]{4,}\b/;
/** "0 errors", "no failures": the words of a success. */
const NONE = /\b(?:0|no|without) (?:errors?|failures?|exceptions?)\b/gi;

/** Whether a line speaks of a failure by its words. */
export function isErrorLike(line: string): boolean {
	const text = line.replace(NONE, "");
	return FAILURE.test(text) || ERRNO.test(text);
}
