import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { selectorShape, selectorText } from "../workload/selector.ts";

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
	/** The label selector of its pods in the API's own text form; null for what selects none. */
	readonly podSelector: string | null;
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
		podSelector: podSelectorIn(spec),
	};
}

const selectingShape = z.looseObject({ selector: selectorShape, template: z.unknown() });

/** Of what makes pods by a template; a Service selects, and makes none. */
function podSelectorIn(spec: unknown): string | null {
	const { data } = selectingShape.safeParse(spec);
	const text = data?.template === undefined ? "" : selectorText(data.selector);
	return text === "" ? null : text;
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

/** The workload that names the release: the one called like it, or beginning so, or else the first; null when none runs pods. */
export function mainWorkload(manifest: string, release: string): ManifestObject | null {
	const workloads = workloadsIn(manifest);
	const ranks = [(one: ManifestObject) => one.name === release, (one: ManifestObject) => one.name.startsWith(release), () => true];
	return ranks.map((fits) => workloads.find(fits)).find((one) => one !== undefined) ?? null;
}

/** What runs pods for good. Only the documents of workloads are read. */
function workloadsIn(manifest: string): readonly ManifestObject[] {
	const documents = manifest.split(/^---.*$/m).filter((text) => WORKLOADS.has(/^kind:\s*["']?(\w+)/m.exec(text)?.[1] ?? ""));
	return documents.flatMap(manifestObjects);
}

/** How the pods of a release are found, in the release's own namespace. */
export function podSelectors(manifest: string, namespace: string): readonly string[] {
	return workloadsIn(manifest).flatMap((one) => ((one.namespace ?? namespace) === namespace ? (one.podSelector ?? []) : []));
}

/** Objects of `from` that are not in `to` and that Helm therefore deletes. */
export function deletedObjects(from: string, to: string): readonly ManifestObject[] {
	const kept = new Set(manifestObjects(to).map(keyOf));
	return manifestObjects(from).filter((one) => !one.isKept && !kept.has(keyOf(one)));
}

function keyOf({ group, kind, namespace, name }: ManifestObject): string {
	return JSON.stringify([group, kind, namespace, name]);
}
