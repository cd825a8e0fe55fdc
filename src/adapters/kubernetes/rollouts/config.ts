import { z } from "zod";
import { hasPlaceholder } from "../../../core/settings.ts";

/** What the API takes for a name: a DNS subdomain. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** The form of the `kubernetes` key for an Argo Rollout, to be joined with the keys that name the cluster. */
export const rolloutForm = {
	rollout: z
		.string()
		.refine((text) => hasPlaceholder(text) || NAME.test(text), "not a name that Kubernetes takes: small letters, digits, - and . only")
		.meta({ examples: ["checkout"], description: "The Argo Rollout's name." }),
};
