import type { Target } from "./adapter.ts";

/** The same targets, those that can with all that is read of them read at one moment, the first time one asks; see `VersionedTarget.atOneMoment`. */
export function atOneMoment(targets: ReadonlyMap<string, Target>): ReadonlyMap<string, Target> {
	return new Map([...targets].map(([name, target]) => [name, target.kind === "versioned" ? (target.atOneMoment?.() ?? target) : target]));
}
