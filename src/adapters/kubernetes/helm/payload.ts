import { z } from "zod";

/** What the rollback of a Helm release needs to act and to be observed. */
export const helmRollback = z.object({
	kind: z.literal("helm-rollback"),
	release: z.string(),
	/** The newest revision while planning. */
	from: z.number(),
	/** The revision that is returned to, and what it deploys. */
	to: z.number(),
	content: z.string(),
});

export type HelmRollback = z.output<typeof helmRollback>;
