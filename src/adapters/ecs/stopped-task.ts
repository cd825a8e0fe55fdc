/** A task that ended, with why. */
export interface StoppedTask {
	/** The last part of its ARN. */
	readonly id: string;
	readonly taskDefinition: string;
	readonly stoppedAtMs: number | null;
	/** ECS's own words. */
	readonly reason: string;
	/** Containers that did not end with 0, or did not start. */
	readonly containers: readonly { readonly name: string; readonly exitCode: number | null; readonly reason: string | null }[];
}

/** `task 3fa9… stopped: Essential container in task exited (api: exit 1)`. */
export function stoppedText({ id, reason, containers }: StoppedTask): string {
	const ends = containers.map(
		({ name, exitCode, reason: why }) =>
			`${name}: ${[exitCode === null ? null : `exit ${exitCode}`, why].filter((part) => part !== null).join(", ")}`,
	);
	return `task ${id.slice(0, 8)} stopped: ${reason}${ends.length === 0 ? "" : ` (${ends.join("; ")})`}`;
}
