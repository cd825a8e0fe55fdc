import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { canonicalJson } from "../../../core/canonical.ts";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { shaped } from "../object.ts";
import { jsonShape } from "../steering/held-note.ts";

const SECRETS = { group: "", version: "v1", plural: "secrets" } as const;
/** An object holds at most 1.5 MiB; text packs about 20 to 1, and more is nobody's chart. */
const MOST_BYTES = 64 * 1024 * 1024;

/** One revision of a release as Helm stores it (helm.sh/helm/v3/pkg/release). */
export interface StoredRevision {
	readonly number: number;
	/** `deployed`, `superseded`, `failed`, `pending-upgrade` … */
	readonly status: string;
	/** `Upgrade complete`, `Rollback to 3`, `Upgrade "shop" failed: …`. */
	readonly description: string;
	/** ISO 8601. */
	readonly deployedAt: string;
	readonly chart: string;
	readonly chartVersion: string;
	readonly appVersion: string | null;
	/** The objects as YAML documents. It may hold secrets: never stored, never shown. */
	readonly manifest: string;
	readonly hooks: readonly { readonly name: string; readonly kind: string; readonly events: readonly string[] }[];
	/** Definitions that Helm installs once and never changes again (helm.sh/docs/chart_best_practices/custom_resource_definitions). */
	readonly hasCrds: boolean;
	/** The same for two revisions that deploy the same: a rollback makes a new revision of an old content. */
	readonly content: string;
}

const secretShape = z.looseObject({ metadata: z.looseObject({ name: z.string() }), data: z.looseObject({ release: z.string() }) });
const releaseShape = z.looseObject({
	version: z.number(),
	info: z.looseObject({ status: z.string(), description: z.string().default(""), last_deployed: z.string() }),
	chart: z.looseObject({
		metadata: z.looseObject({ name: z.string(), version: z.string().default(""), appVersion: z.string().optional() }),
		files: z.array(z.looseObject({ name: z.string() })).nullish(),
	}),
	config: jsonShape.optional(),
	manifest: z.string().default(""),
	hooks: z
		.array(
			z.looseObject({
				name: z.string().default(""),
				kind: z.string().default(""),
				manifest: z.string().default(""),
				events: z.array(z.string()).nullish(),
			}),
		)
		.nullish(),
});

/** The release's stored revisions, newest first; throws `kubernetes.no-helm-release` when there are none. */
export async function readStored(api: KubernetesApi, name: string, limits?: CallLimits): Promise<readonly StoredRevision[]> {
	const { namespace } = api.cluster;
	const { items } = await api.list({ ...SECRETS, namespace, name: null }, { labelSelector: `owner=helm,name=${name}` }, limits);
	if (items.length === 0) throw noRelease(name, namespace);
	return items.map(revisionOf).toSorted((a, b) => b.number - a.number);
}

/** The revision that a Secret holds. Throws BackoutError `kubernetes.unexpected`. */
export function revisionOf(secret: JsonObject): StoredRevision {
	const { metadata, data } = shaped(secretShape, secret, "a Secret of Helm");
	const release = shaped(releaseShape, unpacked(data.release, metadata.name), `the Helm release in Secret ${metadata.name}`);
	const { version, info, chart, config = {}, manifest } = release;
	const hooks = (release.hooks ?? []).map((hook) => ({
		name: hook.name,
		kind: hook.kind,
		events: hook.events ?? [],
		manifest: hook.manifest,
	}));
	return {
		number: version,
		status: info.status,
		description: info.description,
		deployedAt: new Date(info.last_deployed).toISOString(),
		chart: chart.metadata.name,
		chartVersion: chart.metadata.version,
		appVersion: chart.metadata.appVersion ?? null,
		manifest,
		hooks: hooks.map(({ name, kind, events }) => ({ name, kind, events })),
		hasCrds: (chart.files ?? []).some((file) => file.name.startsWith("crds/")),
		content: contentOf([chart.metadata.name, chart.metadata.version, config, manifest, hooks.map((hook) => hook.manifest)]),
	};
}

function contentOf(parts: readonly JsonValue[]): string {
	return `helm-${createHash("sha256").update(canonicalJson(parts)).digest("hex").slice(0, 12)}`;
}

/** base64 of the API around base64 of Helm around gzip around JSON (helm.sh/helm/v3/pkg/storage/driver/util.go); very old ones are not gzipped. */
function unpacked(data: string, secret: string): JsonObject {
	try {
		const packed = Buffer.from(Buffer.from(data, "base64").toString(), "base64");
		const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed, { maxOutputLength: MOST_BYTES }) : packed;
		return z.record(z.string(), jsonShape).parse(JSON.parse(bytes.toString()));
	} catch (cause) {
		throw new BackoutError({
			code: "kubernetes.unexpected",
			message: `Secret ${secret} does not hold a Helm release that can be read`,
			fix: "see whether `helm history` can read it, and whether a newer Helm wrote it",
			cause,
		});
	}
}

function noRelease(name: string, namespace: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.no-helm-release",
		message: `namespace ${namespace} holds no revision of a Helm release ${name}`,
		fix: "see `helm list --all --all-namespaces`; a release that is stored elsewhere (HELM_DRIVER=configmap or sql) cannot be read",
	});
}
