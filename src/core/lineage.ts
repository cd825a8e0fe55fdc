import type { Release, ReleaseName, TargetRelease } from "./release.ts";

/** One target and what it runs; `release` is null when no known release has that target release. */
export interface Running {
	readonly target: string;
	readonly targetRelease: TargetRelease;
	readonly release: Release | null;
}

/** Which release runs, over all targets of a service. `silent` names the targets that could not say. */
export type CurrentState =
	| {
			readonly state: "one";
			readonly release: Release;
			/** Targets that the release never reached and that run an older one. */
			readonly elsewhere: readonly Running[];
			readonly silent: readonly string[];
	  }
	/** Some targets run one release and some another: a deploy or a rollback stopped half-way. */
	| { readonly state: "split"; readonly running: readonly Running[]; readonly silent: readonly string[] }
	| { readonly state: "unknown"; readonly silent: readonly string[] };

/** What a name given by a person stands for; nothing is guessed. */
export type ReleaseLookup =
	| { readonly outcome: "found"; readonly text: string; readonly release: Release }
	| { readonly outcome: "ambiguous"; readonly text: string; readonly matches: readonly Release[] }
	| { readonly outcome: "unknown"; readonly text: string; readonly nearest: readonly string[] };

/** `api, worker`, each with why it could not say what it runs, where that is known. */
export function silentText(names: readonly string[], reasons: Readonly<Record<string, string>>): string {
	return names.map((name) => (Object.hasOwn(reasons, name) ? `${name} (${reasons[name]})` : name)).join(", ");
}

/** The release that runs; half-way through a deploy the newest of those that do, which is the suspect; null when no target could say. */
export function newestRunning(current: CurrentState, releases: readonly Release[]): Release | null {
	if (current.state === "one") return current.release;
	if (current.state === "unknown") return null;
	return releases.find((release) => current.running.some((one) => one.release?.id === release.id)) ?? null;
}

/** The releases after the given one in a list that is newest first; none when it is not in the list. */
export function olderThan(releases: readonly Release[], id: string): readonly Release[] {
	const index = releases.findIndex((release) => release.id === id);
	return index === -1 ? [] : releases.slice(index + 1);
}

/** It ran until the current one, which is older, was brought back (by `kubectl rollout undo`): nobody who names no release wants what was left, unless it is known to be good. */
export function wasLeftFor(current: Release, other: Release): boolean {
	if (other.standing !== "unknown") return false;
	return Object.entries(current.targets).some(([target, { firstDeployedAt: now }]) => {
		const then = other.targets[target]?.firstDeployedAt;
		return now !== undefined && then !== undefined && Date.parse(then) > Date.parse(now);
	});
}

/** Why no target of the list can return to the release, or null when at least one can and none refuses. */
export function unavailability(release: Release, targets: readonly string[]): string | null {
	const known = targets.flatMap((target) => {
		const targetRelease = release.targets[target];
		return targetRelease === undefined ? [] : [{ target, targetRelease }];
	});
	if (known.length === 0) return `none of ${targets.join(", ")} has it in its history`;
	const gone = known.flatMap(({ target, targetRelease }) =>
		targetRelease.unavailable === null ? [] : [`${target}: ${targetRelease.unavailable}`],
	);
	return gone.length === 0 ? null : gone.join("; ");
}

/** The short form of a release. */
export function releaseName(release: Release): ReleaseName {
	return { id: release.id, label: release.label };
}

/** `api runs v1, worker runs v2`. */
export function runningText(running: readonly Running[]): string {
	return running.map((one) => `${one.target} runs ${one.release?.label ?? one.targetRelease.label ?? one.targetRelease.id}`).join(", ");
}
