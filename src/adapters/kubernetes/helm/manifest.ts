import { parseAllDocuments } from "yaml";
import { z } from "zod";

const objectShape = z.looseObject({
	apiVersion: z.string().default(""),
	kind: z.string(),
	metadata: z.looseObject({
		name: z.string(),
		namespace: z.string().nullish(),
		labels: z.record(z.string(), z.unknown()).nullish(),
		annotations: z.record(z.string(), z.unknown()).nullish(),
	}),
	spec: z.unknown().optional(),
});

/** One object of a release's manifest. */
export interface ManifestObject {
	readonly group: string;
	readonly kind: string;
	readonly name: string;
	/** Null: the release's own. */
	readonly namespace: string | null;
	readonly labels: Readonly<Record<string, string>>;
	/** Helm leaves it when it is no longer in the release (helm.sh/docs/howto/charts_tips_and_tricks, "tell Helm not to uninstall a resource"). */
	readonly isKept: boolean;
	/** Its containers' images, the main one's first as far as that can be told; empty for what runs no pods. */
	readonly images: readonly string[];
}

/** The objects of a manifest; what is no object of Kubernetes is left out. */
export function manifestObjects(manifest: string): readonly ManifestObject[] {
	return parseAllDocuments(manifest).flatMap((document) => {
		const parsed = objectShape.safeParse(document.toJS());
		return parsed.success ? [objectFrom(parsed.data)] : [];
	});
}

function objectFrom({ apiVersion, kind, metadata, spec }: z.output<typeof objectShape>): ManifestObject {
	const labels = Object.entries(metadata.labels ?? {}).map(([key, value]) => [key, String(value)] as const);
	return {
		group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "",
		kind,
		name: metadata.name,
		namespace: metadata.namespace ?? null,
		labels: Object.fromEntries(labels),
		isKept: metadata.annotations?.["helm.sh/resource-policy"] === "keep",
		images: imagesIn(spec, metadata.name),
	};
}

const podsShape = z.looseObject({
	template: z.looseObject({ spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })) }) }),
});

function imagesIn(spec: unknown, name: string): readonly string[] {
	const parsed = podsShape.safeParse(spec);
	if (!parsed.success) return [];
	const containers = parsed.data.template.spec.containers;
	return containers.toSorted((a, b) => Number(b.name === name) - Number(a.name === name)).map(({ image }) => image);
}

/** What runs pods for good. */
const WORKLOADS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "Rollout"]);

/** The workload that names the release: the one called like it, or beginning so, or else the first; null when none runs pods. Only the documents of workloads are read. */
export function mainWorkload(manifest: string, release: string): ManifestObject | null {
	const documents = manifest.split(/^---.*$/m).filter((text) => WORKLOADS.has(/^kind:\s*["']?(\w+)/m.exec(text)?.[1] ?? ""));
	const workloads = documents.flatMap(manifestObjects);
	const ranks = [(one: ManifestObject) => one.name === release, (one: ManifestObject) => one.name.startsWith(release), () => true];
	return ranks.map((fits) => workloads.find(fits)).find((one) => one !== undefined) ?? null;
}

/** Objects of `from` that are not in `to` and that Helm therefore deletes. */
export function deletedObjects(from: string, to: string): readonly ManifestObject[] {
	const kept = new Set(manifestObjects(to).map(keyOf));
	return manifestObjects(from).filter((one) => !one.isKept && !kept.has(keyOf(one)));
}

function keyOf({ group, kind, namespace, name }: ManifestObject): string {
	return JSON.stringify([group, kind, namespace, name]);
}
