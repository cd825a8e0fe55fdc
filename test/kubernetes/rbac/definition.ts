import type { World } from "../world.ts";

/** Makes a kind known whose own definition is not among those that are fetched; any fields go. Stands in for the real one. */
export async function define(world: World, kind: string, plural: string, group: string, version: string): Promise<void> {
	const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
	const names = { kind, plural, singular: kind.toLowerCase() };
	const versions = [{ name: version, served: true, storage: true, schema }];
	const spec = { group, scope: "Namespaced", names, versions };
	const metadata = { name: `${plural}.${group}` };
	await world
		.apply({ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata, spec })
		.catch((thrown: unknown) => {
			// Another test may define it at the same moment.
			if (!String(thrown).includes("AlreadyExists")) throw thrown;
		});
	await world.kubectl("wait", "--for=condition=Established", `crd/${plural}.${group}`, "--timeout=30s");
}
