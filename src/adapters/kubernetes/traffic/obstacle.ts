import type { Metadata } from "../object.ts";

/** Why something cannot be done as it is, and what to do. */
export interface Obstacle {
	readonly rule: string;
	readonly reason: string;
	readonly fix: string;
}

/** When a part of the object's spec was written last, ISO 8601, by who wrote what (kubernetes.io/docs/reference/using-api/server-side-apply, managedFields); null when that is not kept. */
export function writtenAt({ managedFields = [] }: Metadata, outer: string, inner: string): string | null {
	const times = managedFields.flatMap(({ subresource, fieldsV1, time }) => {
		const part = fieldsV1?.[outer];
		const isWriter = subresource === undefined && typeof part === "object" && part !== null && inner in part;
		return isWriter && time !== undefined ? [time] : [];
	});
	return times.toSorted().at(-1) ?? null;
}
