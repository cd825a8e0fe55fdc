import type { Signal } from "./signal.ts";

/** A target whose users are not served because a run of ours stopped it, and none has brought it back. */
export interface StoppedTarget {
	readonly target: string;
	readonly run: string;
	/** Who asked for it. */
	readonly by: string;
	/** ISO 8601. */
	readonly at: string;
	/** The command that brings it back. */
	readonly wayBack: string;
}

/** The name of the check that asks a target's own platform whether it is up. */
export function readinessName(target: string): string {
	return `${target} is ready`;
}

/** Whether its platform says that it is up all the same, because somebody else brought it back; null where no platform says anything of it. */
export function isUpAgain({ target }: StoppedTarget, signals: readonly Signal[]): boolean | null {
	const asked = signals.find(({ name, measure }) => measure === "readiness" && name === readinessName(target));
	return asked === undefined ? null : asked.state === "normal";
}
