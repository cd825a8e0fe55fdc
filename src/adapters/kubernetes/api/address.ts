import { BackoutError } from "../../../core/error.ts";
import type { Query, ResourcePath } from "./port.ts";

/** The URL of an object or a list. Throws `kubernetes.invalid` for a name that the API cannot have: an empty one would name all of them. */
export function urlOf(server: string, path: ResourcePath, query: Query = {}): string {
	const { group, version, plural, namespace, name, subresource } = path;
	const parts = [
		...(group === "" ? ["api", version] : ["apis", group, version]),
		...(namespace === null ? [] : ["namespaces", namespace]),
		plural,
		...(name === null ? [] : [name]),
		...(subresource === undefined ? [] : [subresource]),
	];
	return plainUrl(server, `/${parts.map((part) => segment(part, path)).join("/")}`, query);
}

/** The URL of one object. Throws `kubernetes.invalid` when none is named: without a name it would be that of all. */
export function objectUrl(server: string, path: ResourcePath, query?: Query): string {
	return urlOf(server, { ...path, name: path.name ?? "" }, query);
}

/** The URL of anything else; a server may stand below a path of its own (Rancher). */
export function plainUrl(server: string, path: string, query: Query = {}): string {
	const url = new URL(server);
	url.pathname = `${url.pathname.replace(/\/+$/, "")}${path}`;
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) url.searchParams.set(name, String(value));
	}
	return url.href;
}

/** `deployments.apps checkout in namespace shop`, for messages. */
export function nameOf({ group, plural, namespace, name, subresource }: ResourcePath): string {
	const kind = `${plural}${subresource === undefined ? "" : `/${subresource}`}${group === "" ? "" : `.${group}`}`;
	return `${kind}${name === null ? "" : ` ${name}`}${namespace === null ? "" : ` in namespace ${namespace}`}`;
}

/** What the API itself takes for one part of a path (apimachinery, pkg/api/validation/path). */
function segment(part: string, path: ResourcePath): string {
	if (part !== "" && part !== "." && part !== ".." && !/[/%]/.test(part)) return encodeURIComponent(part);
	throw new BackoutError({
		code: "kubernetes.invalid",
		message: `${JSON.stringify(part)} is no name that Kubernetes can have (asked for ${JSON.stringify(nameOf(path))})`,
		fix: "correct the name in backout.yaml; `kubectl get` lists those there are",
	});
}
