import { z } from "zod";
import { BackoutError } from "../../../core/error.ts";
import type { CallLimits, KubernetesApi, ResourceKind } from "../api/port.ts";

const kinds = z.looseObject({ resources: z.array(z.looseObject({ name: z.string() })) });

/** Whether the cluster knows the kind; everybody who is logged in may ask that (the ClusterRole system:discovery). True as well when it does not say: unknown is never "no". */
export async function isServed(api: KubernetesApi, { group, version, plural }: ResourceKind, limits: CallLimits): Promise<boolean> {
	try {
		const answer = kinds.safeParse(await api.get(`/apis/${group}/${version}`, limits));
		return !answer.success || answer.data.resources.some(({ name }) => name === plural);
	} catch (thrown) {
		if (!(thrown instanceof BackoutError)) throw thrown;
		return thrown.code !== "kubernetes.not-found";
	}
}
