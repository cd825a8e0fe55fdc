import type { JsonObject } from "../../../core/json.ts";
import { nameOf, objectUrl, plainUrl, urlOf } from "./address.ts";
import { call, callForJson, callForObject } from "./call.ts";
import { Connection, type ConnectionParts } from "./connection.ts";
import { metadataOf } from "./json-text.ts";
import { listAll } from "./list.ts";
import type { KubernetesApi, Patch, Preconditions } from "./port.ts";
import { watchFrom } from "./watch.ts";

const JSON_TYPE = "application/json";
const METADATA_TYPE = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
/** Who wrote a field, as `metadata.managedFields` has it. */
const WRITER = { fieldManager: "backout" } as const;

/** How each way to patch is told apart (kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch). */
const PATCH_TYPES: Readonly<Record<Patch["kind"], string>> = {
	json: "application/json-patch+json",
	merge: "application/merge-patch+json",
	strategic: "application/strategic-merge-patch+json",
};

/** Talks to the cluster of these parts. Nothing is sent before the first call. */
export function createKubernetesApi(parts: ConnectionParts): KubernetesApi {
	const connection = new Connection(parts);
	const { server } = parts;
	return {
		cluster: parts.cluster,
		read: async (path, limits) =>
			await callForObject(connection, { url: objectUrl(server, path), accept: JSON_TYPE }, connection.asked("get", nameOf(path)), limits),
		metadata: async (path, limits) =>
			await callForObject(
				connection,
				{ url: objectUrl(server, path), accept: METADATA_TYPE },
				connection.asked("get", nameOf(path)),
				limits,
			),
		list: (path, query, limits) => listAll(connection, path, query, limits),
		async patch(path, patch, limits) {
			const isConditional = patch.kind === "json" && patch.operations.some(({ op }) => op === "test");
			const wanted = {
				method: "PATCH",
				url: objectUrl(server, path, WRITER),
				accept: JSON_TYPE,
				contentType: PATCH_TYPES[patch.kind],
				body: JSON.stringify(patch.kind === "json" ? patch.operations : patch.value),
				isOnceOnly: isOnceOnly(patch),
			};
			return await callForObject(connection, wanted, connection.asked("patch", nameOf(path), isConditional), limits);
		},
		async create(path, value, limits) {
			const url = urlOf(server, { ...path, name: null }, WRITER);
			const wanted = { method: "POST", url, accept: JSON_TYPE, contentType: JSON_TYPE, body: JSON.stringify(value) };
			return await callForObject(connection, wanted, connection.asked("create", nameOf(path)), limits);
		},
		async remove(path, only, limits) {
			const body = onlyThis(only);
			const wanted = { method: "DELETE", url: objectUrl(server, path), accept: JSON_TYPE, contentType: JSON_TYPE, body };
			await call(connection, wanted, connection.asked("delete", nameOf(path)), limits);
		},
		watch: (path, query, signal) => watchFrom(connection, path, query, signal),
		async text(path, query, limits) {
			const wanted = { url: objectUrl(server, path, query), accept: `${JSON_TYPE}, */*` };
			return (await call(connection, wanted, connection.asked("get", nameOf(path)), limits)).body;
		},
		get: async (path, limits) =>
			await callForJson(connection, { url: plainUrl(server, path), accept: JSON_TYPE }, connection.asked("get", path), limits),
	};
}

/** Every write gives an object a new version: a patch that names the one it was made for is refused the second time. */
function isOnceOnly(patch: Patch): boolean {
	if (patch.kind === "json") return patch.operations.some(({ op, path }) => op === "test" && path === "/metadata/resourceVersion");
	return typeof metadataOf(patch.value)["resourceVersion"] === "string";
}

/** The precondition that an object of the same name made later is spared, or one that was written since. */
function onlyThis(preconditions: Preconditions): string {
	const options: JsonObject = { kind: "DeleteOptions", apiVersion: "v1", preconditions: { ...preconditions } };
	return JSON.stringify(options);
}
