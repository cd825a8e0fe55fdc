import { z } from "zod";

/** The key of every `kubernetes` form that says what may be done about Argo CD and Flux. */
export const gitopsKey = {
	gitops: z.enum(["pause", "refuse"]).default("refuse").meta({
		description:
			"What to do when Argo CD or Flux would take the rollback back: pause it first and leave it paused until its source holds the good version, or refuse and say how.",
	}),
};
