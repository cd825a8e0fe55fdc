import { z } from "zod";
import type { Kubectl } from "./cluster.ts";
import { definitionPath } from "./control-plane/cache.ts";
import { until } from "./control-plane/readiness.ts";

/** Projects whose resources a test may use; their controllers do not run. */
export type ProjectName = "istio" | "gateway-api" | "argo-cd" | "argo-rollouts" | "flux" | "flagger";

/** Makes a project's resources known to the cluster, by the definitions of its own Go module; resolves when the API serves them. */
export async function installProject(kubectl: Kubectl, project: ProjectName): Promise<void> {
	const file = definitionPath(project);
	try {
		// Not applied: the definitions are larger than an annotation may be, and Flagger's has keys that server-side apply refuses.
		await kubectl(["create", "--validate=false", "-f", file]);
	} catch (error) {
		if (!String(error).includes("AlreadyExists")) throw error;
	}
	await until(`the resources of ${project} are served`, async () => isServed(JSON.parse(await kubectl(["get", "-f", file, "-o", "json"]))));
}

const definitionSchema = z.object({
	status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish() }).optional(),
});
const answerSchema = z.union([
	z.object({ items: z.array(definitionSchema).min(1) }),
	definitionSchema.transform((one) => ({ items: [one] })),
]);

function isServed(answer: unknown): boolean {
	return answerSchema.parse(answer).items.every(({ status }) => {
		const established = status?.conditions?.find(({ type }) => type === "Established");
		return established?.status === "True";
	});
}
