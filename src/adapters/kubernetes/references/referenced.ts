import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";

const named = z.looseObject({ name: z.string().default(""), optional: z.boolean().default(false) });
const secretVolume = z.looseObject({ secretName: z.string().default(""), optional: z.boolean().default(false) });
const source = z.looseObject({ configMap: named.optional(), secret: named.optional() });
const container = z.looseObject({
	env: z
		.array(z.looseObject({ valueFrom: z.looseObject({ configMapKeyRef: named.optional(), secretKeyRef: named.optional() }).optional() }))
		.default([]),
	envFrom: z.array(z.looseObject({ configMapRef: named.optional(), secretRef: named.optional() })).default([]),
});
const podSpec = z.looseObject({
	containers: z.array(container).default([]),
	initContainers: z.array(container).default([]),
	volumes: z
		.array(
			z.looseObject({
				configMap: named.optional(),
				secret: secretVolume.optional(),
				projected: z.looseObject({ sources: z.array(source).default([]) }).optional(),
			}),
		)
		.default([]),
	imagePullSecrets: z.array(named).default([]),
});

/** A ConfigMap or a Secret that pods need. */
export interface Reference {
	readonly kind: "ConfigMap" | "Secret";
	readonly name: string;
	/** The pods start without it. */
	readonly isOptional: boolean;
}

type Found = Reference | null;

/** Every ConfigMap and Secret that a pod template names (kubernetes.io/docs/concepts/configuration), each once; needed by one place is needed. */
export function referencesOf(template: JsonObject): readonly Reference[] {
	const { containers, initContainers, volumes, imagePullSecrets } = podSpec.parse(template["spec"] ?? {});
	const found = [
		...[...containers, ...initContainers].flatMap(ofContainer),
		...volumes.flatMap(ofVolume),
		// A missing pull secret does not keep a pod from starting: the image may be there.
		...imagePullSecrets.map(({ name }): Found => ({ kind: "Secret", name, isOptional: true })),
	];
	const byKey = new Map<string, Reference>();
	for (const one of found) {
		if (one === null || one.name === "") continue;
		const key = `${one.kind}/${one.name}`;
		const isOptional = one.isOptional && (byKey.get(key)?.isOptional ?? true);
		byKey.set(key, { ...one, isOptional });
	}
	return [...byKey.values()];
}

function ofContainer({ env, envFrom }: z.output<typeof container>): readonly Found[] {
	const values = env.flatMap(({ valueFrom }) => [configMap(valueFrom?.configMapKeyRef), secret(valueFrom?.secretKeyRef)]);
	return [...values, ...envFrom.flatMap((from) => [configMap(from.configMapRef), secret(from.secretRef)])];
}

function ofVolume({ configMap: map, secret: keys, projected }: z.output<typeof podSpec>["volumes"][number]): readonly Found[] {
	const projections = (projected?.sources ?? []).flatMap((one) => [configMap(one.configMap), secret(one.secret)]);
	const plain = keys === undefined ? null : secret({ name: keys.secretName, optional: keys.optional });
	return [configMap(map), plain, ...projections];
}

function configMap(one: { readonly name: string; readonly optional: boolean } | undefined): Found {
	return one === undefined ? null : { kind: "ConfigMap", name: one.name, isOptional: one.optional };
}

function secret(one: { readonly name: string; readonly optional: boolean } | undefined): Found {
	return one === undefined ? null : { kind: "Secret", name: one.name, isOptional: one.optional };
}
