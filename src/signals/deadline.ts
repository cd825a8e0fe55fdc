/** True when the deadline itself passed (`AbortSignal.timeout`): what was measured was too slow. False when a person left: then nothing is known. */
export function isTimeUp(deadline: AbortSignal): boolean {
	return deadline.aborted && deadline.reason instanceof DOMException && deadline.reason.name === "TimeoutError";
}
