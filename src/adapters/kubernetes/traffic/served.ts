import { z } from "zod";
import { BackoutError } from "../../../core/error.ts";
import type { CallLimits, KubernetesApi, ResourceKind } from "../api/port.ts";
import type { ServedKind } from "./resources.ts";

const groupShape = z.looseObject({ versions: z.array(z.looseObject({ version: z.string() })) });

/** The kind in the newest version that both the cluster and we know. Throws `kubernetes.not-installed`. */
export async function servedKind(api: KubernetesApi, kind: ServedKind, limits?: CallLimits): Promise<ResourceKind> {
	const served = await servedVersions(api, kind, limits);
	const version = kind.versions.find((one) => served.includes(one));
	if (version !== undefined) return { group: kind.group, version, plural: kind.plural };
	throw notInstalled(kind, served);
}

async function servedVersions(api: KubernetesApi, { group }: ServedKind, limits?: CallLimits): Promise<readonly string[]> {
	try {
		const answer = groupShape.safeParse(await api.get(`/apis/${group}`, limits));
		return answer.success ? answer.data.versions.map(({ version }) => version) : [];
	} catch (thrown) {
		if (thrown instanceof BackoutError && thrown.code === "kubernetes.not-found") return [];
		throw thrown;
	}
}

function notInstalled({ group, plural, versions, project }: ServedKind, served: readonly string[]): BackoutError {
	const has = served.length === 0 ? `has no ${group}` : `serves ${group} only as ${served.join(", ")}`;
	return new BackoutError({
		code: "kubernetes.not-installed",
		message: `the cluster ${has}, and ${plural} are read as ${versions.join(", ")}`,
		fix: `see that the context is the right cluster and that ${project} is installed there (\`kubectl api-versions\`)`,
	});
}
