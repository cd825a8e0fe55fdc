import type { CurrentState, ReleaseLookup } from "../core/lineage.ts";
import type { Place } from "../core/place.ts";
import type { PlanKind, Refusal } from "../core/plan.ts";
import type { Release } from "../core/release.ts";

/** What a release is chosen from. */
export interface ChoiceInput {
	readonly place: Place;
	readonly kind: PlanKind;
	/** Newest first. */
	readonly releases: readonly Release[];
	readonly current: CurrentState;
	/** Why a target could not say what it runs, by name. */
	readonly silence: Readonly<Record<string, string>>;
	/** What `--to` (or the run to undo) names, already looked up; null: choose. */
	readonly wanted: ReleaseLookup | null;
	/** Names of the versioned targets that shall return. */
	readonly targets: readonly string[];
	/** True when no person asked: then only a known-good release may be chosen. */
	readonly isAutomatic: boolean;
}

/** The release to return to, that it stays what it is, or why there is none. */
export type Choice =
	| { readonly outcome: "chosen"; readonly to: Release; readonly warnings: readonly string[] }
	/** Nothing is returned to: the release stays what it is. */
	| { readonly outcome: "stays"; readonly warnings: readonly string[] }
	| { readonly outcome: "refused"; readonly refused: Refusal };

/** A refused choice. */
export function refuse(rule: string, reason: string, fix: string): Choice {
	return { outcome: "refused", refused: { rule, reason, fix } };
}

/** `v2 (bad: errors 8 %)`. */
export function standingText(release: Release): string {
	return `${release.label} (${release.standing}${release.standingReason === null ? "" : `: ${release.standingReason}`})`;
}

/** Labels as a short list: `v4, v3, v2 and 5 more`. */
export function labels(releases: readonly Release[]): string {
	const shown = releases.slice(0, 3).map((release) => release.label);
	return releases.length > shown.length ? `${shown.join(", ")} and ${releases.length - shown.length} more` : shown.join(", ");
}
