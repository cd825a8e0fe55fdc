import { z } from "zod";

/** A label selector as objects hold it. */
export const selectorShape = z.looseObject({
	matchLabels: z.record(z.string(), z.string()).optional(),
	matchExpressions: z.array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() })).optional(),
});

/** The selector as a query parameter has it: `app=shop,tier in (a,b)` (kubernetes.io/docs/concepts/overview/working-with-objects/labels). */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: z.output<typeof selectorShape>): string {
	const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
	return [...labels, ...matchExpressions.map(expressionText)].join(",");
}

function expressionText({ key, operator, values = [] }: { key: string; operator: string; values?: readonly string[] | undefined }): string {
	if (operator === "Exists") return key;
	if (operator === "DoesNotExist") return `!${key}`;
	return `${key} ${operator === "NotIn" ? "notin" : "in"} (${values.join(",")})`;
}
