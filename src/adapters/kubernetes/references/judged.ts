import { formatSpan } from "../../../core/duration.ts";
import type { Metadata } from "../object.ts";
import type { Reference } from "./referenced.ts";

/** What was found of a referenced object. */
export type Looked =
	| { readonly reference: Reference; readonly state: "there"; readonly metadata: Metadata }
	| { readonly reference: Reference; readonly state: "missing" }
	| { readonly reference: Reference; readonly state: "unseen"; readonly reason: string; readonly fix: string };

/** What the referenced objects mean for a return to a revision. */
export interface Consequences {
	/** Objects without which the pods would not start. */
	readonly missing: readonly Reference[];
	readonly warnings: readonly string[];
}

/** When the wanted revision went live last, and whether the template in place names the same object; ISO 8601. */
export interface Since {
	readonly wantedAt: string | null;
	readonly isNamedNow: (reference: Reference) => boolean;
}

/** A missing object keeps pods from starting; one that was written since the revision went live is not what it ran with. */
export function consequencesOf(looked: readonly Looked[], since: Since): Consequences {
	const missing = looked.filter(({ state, reference }) => state === "missing" && !reference.isOptional).map(({ reference }) => reference);
	return { missing, warnings: [...looked.flatMap((one) => warningOf(one, since) ?? []), ...unseenWarnings(looked)] };
}

/** One sentence for all of a kind: a right that is missing is missing for each of them. */
function unseenWarnings(looked: readonly Looked[]): readonly string[] {
	const unseen = looked.flatMap((one) => (one.state === "unseen" ? [one] : []));
	const kinds = [...new Set(unseen.map(({ reference }) => reference.kind))];
	return kinds.flatMap((kind) => {
		const own = unseen.filter(({ reference }) => reference.kind === kind);
		const names = own.map(({ reference }) => reference.name).join(", ");
		const [first] = own;
		if (first === undefined) return [];
		return [
			`Whether ${kind} ${names} ${own.length === 1 ? "is" : "are"} there and unchanged since that revision is not known: ${first.reason}. To do: ${first.fix}.`,
		];
	});
}

function warningOf(looked: Looked, { wantedAt, isNamedNow }: Since): string | null {
	const { kind, name } = looked.reference;
	if (looked.state !== "there" || wantedAt === null) return null;
	const writtenAt = lastWritten(looked.metadata);
	// An object that only the wanted revision names comes back with it by its name, as it was.
	if (!isNamedNow(looked.reference) || writtenAt <= wantedAt) return null;
	const later = formatSpan(Date.parse(writtenAt) - Date.parse(wantedAt));
	return `${kind} ${name} was changed ${later} after that revision went live and stays as it is today: the returned pods read the new one.`;
}

/** ISO 8601: the last write that anybody is noted for; a rotation of a Secret counts as well. */
function lastWritten({ creationTimestamp, managedFields = [] }: Metadata): string {
	const times = managedFields.flatMap(({ time, subresource }) => (time === undefined || subresource !== undefined ? [] : [time]));
	return [creationTimestamp, ...times].toSorted().at(-1) ?? creationTimestamp;
}
