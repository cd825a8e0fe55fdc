import { z } from "zod";
import { BackoutError } from "../../core/error.ts";
import type { JsonObject } from "../../core/json.ts";

const texts = z.record(z.string(), z.string());

/** What every object carries (kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta); what is not named here stays in it. */
export const metadataShape = z.looseObject({
	name: z.string(),
	namespace: z.string().optional(),
	uid: z.string(),
	resourceVersion: z.string(),
	generation: z.number().optional(),
	creationTimestamp: z.string(),
	deletionTimestamp: z.string().optional(),
	finalizers: z.array(z.string()).optional(),
	labels: texts.optional(),
	annotations: texts.optional(),
	ownerReferences: z
		.array(z.looseObject({ kind: z.string(), name: z.string(), uid: z.string(), controller: z.boolean().optional() }))
		.optional(),
	managedFields: z
		.array(
			z.looseObject({
				manager: z.string().optional(),
				time: z.string().optional(),
				subresource: z.string().optional(),
				fieldsV1: z.looseObject({}).optional(),
			}),
		)
		.optional(),
});

export type Metadata = z.output<typeof metadataShape>;

/** The object in the shape that is read here. Throws BackoutError `kubernetes.unexpected` when the API says something else. */
export function shaped<Shape extends z.ZodType>(shape: Shape, value: JsonObject, what: string): z.output<Shape> {
	const parsed = shape.safeParse(value);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new BackoutError({
		code: "kubernetes.unexpected",
		message: `the cluster describes ${what} in a way that is not understood: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
		fix: "see whether a proxy stands before the API server, and which version it is (`kubectl version`)",
	});
}

/** Whether the object with this uid steers the other one. */
export function isControlledBy({ ownerReferences }: Metadata, uid: string): boolean {
	return ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) ?? false;
}
