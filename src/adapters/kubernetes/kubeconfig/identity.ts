import { readFile } from "node:fs/promises";
import { errorText } from "../../../core/error.ts";
import type { TlsIdentity } from "../../../core/runtime.ts";
import { badKubeconfig } from "./faults.ts";
import type { ClusterEntry, UserEntry } from "./shape.ts";

/** A certificate with its key, PEM texts. */
export type ClientCertificate = NonNullable<TlsIdentity["client"]>;

/** The authority that signs the cluster's certificate; null: those that this machine trusts. Throws `kubernetes.kubeconfig-invalid`. */
export async function authorityOf(cluster: ClusterEntry, clusterName: string): Promise<string | null> {
	return await pemOf(cluster, "certificate-authority", `cluster ${clusterName}`);
}

/** The certificate that the user shows; null: none. Throws `kubernetes.kubeconfig-invalid`. */
export async function clientCertificateOf(user: UserEntry, userName: string): Promise<ClientCertificate | null> {
	const [certificate, key] = await Promise.all([
		pemOf(user, "client-certificate", `user ${userName}`),
		pemOf(user, "client-key", `user ${userName}`),
	]);
	if (certificate === null && key === null) return null;
	if (certificate === null || key === null) {
		const [there, missing] = certificate === null ? ["client-key", "client-certificate"] : ["client-certificate", "client-key"];
		throw badKubeconfig(`user ${userName} has a ${there} and no ${missing}`, "both are needed: add the other one to the kubeconfig");
	}
	return { certificate, key };
}

/** `key` and `key-data` of one entry: what stands in the kubeconfig counts before the file (kubectl: "certificate-authority-data will override"). */
async function pemOf<Key extends string>(
	entry: Readonly<Record<Key | `${Key}-data`, string | null>>,
	key: Key,
	what: string,
): Promise<string | null> {
	const data = entry[`${key}-data`];
	if (data !== null) return pem(Buffer.from(data, "base64").toString("utf8"), `${key}-data of ${what}`);
	const file = entry[key];
	return file === null ? null : pem(await readText(file, `${key} of ${what}`), `${key} of ${what} (${file})`);
}

function pem(text: string, what: string): string {
	if (text.includes("-----BEGIN ")) return text;
	throw badKubeconfig(
		`${what} is not PEM`,
		"it begins with -----BEGIN and, as -data, is base64 of that: write it again with `kubectl config set-…`",
	);
}

/** The content of a file that a kubeconfig names. Throws `kubernetes.kubeconfig-invalid`. */
export async function readText(file: string, what: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (cause) {
		throw badKubeconfig(
			`${what} cannot be read: ${errorText(cause)}`,
			"mend the path or the file's rights; relative paths start at the kubeconfig's directory",
		);
	}
}
