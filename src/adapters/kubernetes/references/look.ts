import { z } from "zod";
import { BackoutError, errorText } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { RESOURCES } from "../api/resources.ts";
import { metadataShape, shaped } from "../object.ts";
import { type Consequences, consequencesOf, type Looked } from "./judged.ts";
import { type Reference, referencesOf } from "./referenced.ts";

const shape = z.looseObject({ metadata: metadataShape });

/** What the ConfigMaps and Secrets of the wanted pods mean for a return to them; `wantedAt` is when they went live last (ISO 8601), or null. Reads metadata only. */
export async function lookAtReferences(
	api: KubernetesApi,
	wanted: { readonly template: JsonObject; readonly wantedAt: string | null },
	inPlace: JsonObject,
	limits?: CallLimits,
): Promise<Consequences> {
	const now = new Set(referencesOf(inPlace).map(keyOf));
	const looked = await Promise.all(referencesOf(wanted.template).map((reference) => look(api, reference, limits)));
	return consequencesOf(looked, { wantedAt: wanted.wantedAt, isNamedNow: (reference) => now.has(keyOf(reference)) });
}

async function look(api: KubernetesApi, reference: Reference, limits?: CallLimits): Promise<Looked> {
	const resource = reference.kind === "Secret" ? RESOURCES.secrets : RESOURCES.configMaps;
	try {
		const object = await api.metadata({ ...resource, namespace: api.cluster.namespace, name: reference.name }, limits);
		return { reference, state: "there", metadata: shaped(shape, object, `${reference.kind} ${reference.name}`).metadata };
	} catch (thrown) {
		if (!(thrown instanceof BackoutError)) throw thrown;
		if (thrown.code === "kubernetes.not-found") return { reference, state: "missing" };
		const { namespace } = api.cluster;
		const reason =
			thrown.code === "kubernetes.forbidden" ? `not allowed to get ${resource.plural} in namespace ${namespace}` : errorText(thrown);
		return { reference, state: "unseen", reason, fix: thrown.fix };
	}
}

function keyOf({ kind, name }: Reference): string {
	return `${kind}/${name}`;
}
