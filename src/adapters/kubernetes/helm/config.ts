import { z } from "zod";
import { hasPlaceholder } from "../../../core/settings.ts";

/** What Helm takes for a release's name (helm.sh/helm/v3/pkg/chartutil/validate_name.go). */
const NAME = /^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/;

/** The form of the `kubernetes` key for a Helm release, to be joined with the keys that name the cluster. */
export const helmForm = {
	helm: z
		.string()
		.refine((text) => hasPlaceholder(text) || NAME.test(text), "not a name that Helm takes: 53 small letters, digits and - at most")
		.meta({ examples: ["checkout"], description: "The Helm release's name: the whole release is returned by Helm's own revisions." }),
};
