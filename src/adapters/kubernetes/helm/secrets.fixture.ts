import { gzipSync } from "node:zlib";
import type { JsonObject } from "../../../core/json.ts";

/** A Secret as Helm stores one revision in it: a Deployment with that tag, and what `more` adds to the manifest. */
export function stored(
	number: number,
	tag: string,
	change: {
		readonly status?: string;
		readonly description?: string;
		readonly at?: string;
		readonly more?: string;
		readonly hooks?: readonly JsonObject[];
		readonly crds?: boolean;
	} = {},
): JsonObject {
	const {
		status = "superseded",
		description = "Upgrade complete",
		at = `2026-11-2${number}T03:00:00.5-03:00`,
		more = "",
		hooks = [],
		crds = false,
	} = change;
	const release = {
		name: "checkout",
		version: number,
		namespace: "shop",
		info: { first_deployed: "2026-11-20T00:00:00Z", last_deployed: at, deleted: "", description, status },
		chart: {
			metadata: { name: "checkout", version: "1.0.0", appVersion: "7" },
			files: crds ? [{ name: "crds/queues.yaml", data: "" }] : [],
			templates: [],
		},
		config: { tag },
		manifest: `---\n# Source: checkout/templates/deployment.yaml\n${deployment(tag)}${more}`,
		hooks,
	};
	const data = Buffer.from(gzipSync(JSON.stringify(release)).toString("base64")).toString("base64");
	const name = `sh.helm.release.v1.checkout.v${number}`;
	const metadata = { name, labels: { owner: "helm", name: "checkout", status, version: String(number) } };
	return { kind: "Secret", type: "helm.sh/release.v1", metadata, data: { release: data } };
}

function deployment(tag: string): string {
	return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
spec:
  template:
    spec:
      containers:
        - { name: proxy, image: "envoy:1.30" }
        - { name: checkout, image: "registry.example.com/checkout:${tag}" }
`;
}

/** A claim that the newer revision added. */
export function claim(isKept = false): string {
	const kept = isKept ? '\n  annotations: { "helm.sh/resource-policy": keep }' : "";
	return `---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: uploads${kept}\nspec: {}\n`;
}
