import type { JsonObject } from "../../../core/json.ts";
import { objectOf } from "../workload/pod-template.ts";

/** Label pairs that a pod must all have: what a Service selects by. */
export type Labels = Readonly<Record<string, string>>;

/** Whether something with these labels is selected. Nothing selects nothing: an empty selector never means all. */
export function isSelectedBy(selector: Labels, labels: Labels): boolean {
	const pairs = Object.entries(selector);
	return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

/** The selector in the API's own text form. */
export function labelText(selector: Labels): string {
	return Object.entries(selector)
		.map(([key, value]) => `${key}=${value}`)
		.join(",");
}

/** The labels that a template's pods get. */
export function podLabels(template: JsonObject): Labels {
	const labels = Object.entries(objectOf(objectOf(template["metadata"])["labels"]));
	return Object.fromEntries(labels.flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])));
}
