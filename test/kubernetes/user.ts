import { writeFileSync } from "node:fs";
import { z } from "zod";
import { makeCertificateRequest } from "../../src/testing/certificates.ts";
import type { Kubectl } from "./cluster.ts";
import { until } from "./control-plane/readiness.ts";

/** What a user may do, as a Role's rule. */
export interface Rule {
	readonly apiGroups: readonly string[];
	readonly resources: readonly string[];
	readonly verbs: readonly string[];
	readonly resourceNames?: readonly string[];
}

/** A user who may do this, and no more, in one namespace. */
export interface UserWish {
	/** The certificate's common name: who the audit log says it was. */
	readonly name: string;
	readonly namespace: string;
	readonly rules: readonly Rule[];
	/** Where the kubeconfig is written. */
	readonly file: string;
}

const configSchema = z.object({ clusters: z.array(z.object({ name: z.string(), cluster: z.record(z.string(), z.unknown()) })).min(1) });

/** Makes a user with a client certificate that the cluster itself signs (any cluster does: certificates.k8s.io), and writes its kubeconfig. */
export async function makeUser(admin: Kubectl, user: UserWish): Promise<void> {
	const { request, key } = makeCertificateRequest(user.name);
	const certificate = await signed(admin, user, request);
	await admin(["apply", "-f", "-"], JSON.stringify(grantOf(user)));
	const [cluster] = configSchema.parse(
		JSON.parse(await admin(["config", "view", "--raw", "--flatten", "--minify", "-o", "json"])),
	).clusters;
	const context = { name: user.name, context: { cluster: cluster?.name, user: user.name, namespace: user.namespace } };
	const identity = { "client-certificate-data": certificate, "client-key-data": Buffer.from(key).toString("base64") };
	const config = {
		apiVersion: "v1",
		kind: "Config",
		clusters: [cluster],
		users: [{ name: user.name, user: identity }],
		contexts: [context],
		"current-context": user.name,
	};
	writeFileSync(user.file, JSON.stringify(config), { mode: 0o600 });
}

/** The signed certificate, PEM in base64. */
async function signed(admin: Kubectl, { name, namespace }: UserWish, request: string): Promise<string> {
	const object = `${namespace}-${name}`;
	const spec = {
		request: Buffer.from(request).toString("base64"),
		signerName: "kubernetes.io/kube-apiserver-client",
		usages: ["client auth"],
	};
	const wish = { apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest", metadata: { name: object }, spec };
	await admin(["create", "-f", "-"], JSON.stringify(wish));
	await admin(["certificate", "approve", object]);
	let certificate = "";
	await until(`${object} is signed`, async () => {
		certificate = await admin(["get", "csr", object, "-o", "jsonpath={.status.certificate}"]);
		return certificate !== "";
	});
	await admin(["delete", "csr", object, "--wait=false"]);
	return certificate;
}

function grantOf({ name, namespace, rules }: UserWish) {
	const metadata = { name, namespace };
	const group = "rbac.authorization.k8s.io";
	const role = { apiVersion: `${group}/v1`, kind: "Role", metadata, rules };
	const subjects = [{ kind: "User", name, apiGroup: group }];
	const binding = { apiVersion: `${group}/v1`, kind: "RoleBinding", metadata, subjects, roleRef: { apiGroup: group, kind: "Role", name } };
	return { apiVersion: "v1", kind: "List", items: [role, binding] };
}
