import type { Issued } from "../../../src/testing/certificates.ts";

/** Who talks to which server. */
export interface Access {
	readonly server: string;
	/** PEM. */
	readonly authority: string;
	readonly user: string;
	readonly identity: Issued;
	/** What objects are looked for in when none is named; left out: `default`. */
	readonly namespace?: string;
}

/** A kubeconfig as kubectl reads it, everything inside; one cluster `backout-test`, one context of the same name. JSON is YAML. */
export function kubeconfigText({ server, authority, user, identity, namespace = "default" }: Access): string {
	const name = "backout-test";
	const certificates = {
		"client-certificate-data": base64(identity.certificate),
		"client-key-data": base64(identity.key),
	};
	const config = {
		apiVersion: "v1",
		kind: "Config",
		clusters: [{ name, cluster: { server, "certificate-authority-data": base64(authority) } }],
		users: [{ name: user, user: certificates }],
		contexts: [{ name, context: { cluster: name, user, namespace } }],
		"current-context": name,
	};
	return `${JSON.stringify(config, null, "\t")}\n`;
}

function base64(text: string): string {
	return Buffer.from(text).toString("base64");
}
