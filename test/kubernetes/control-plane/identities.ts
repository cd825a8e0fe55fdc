import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Issued, makeCertificate } from "../../../src/testing/certificates.ts";

/** The members of this group may do everything (kubernetes.io/docs/reference/access-authn-authz/rbac). */
const MASTERS = "system:masters";

/** Everyone who proves something to somebody in a control plane. */
export interface Identities {
	readonly authority: Issued;
	/** Of the API server and of the kubelet's stand-in. */
	readonly server: Issued;
	readonly admin: Issued;
	readonly controllerManager: Issued;
	readonly scheduler: Issued;
	readonly kubelet: Issued;
	/** PEM; what service-account tokens are signed with. */
	readonly serviceAccountKey: string;
}

/** New certificates of a new authority, good for days. */
export function makeIdentities(): Identities {
	const authority = makeCertificate({ name: "backout-test-authority", isAuthority: true });
	const client = (name: string, organization?: string) =>
		makeCertificate({ name, by: authority, hosts: ["DNS:client.invalid"], ...(organization === undefined ? {} : { organization }) });
	const hosts = ["IP:127.0.0.1", "DNS:localhost", "DNS:kubernetes.default.svc"];
	const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	return {
		authority,
		server: makeCertificate({ name: "backout-test-server", hosts, by: authority }),
		admin: client("backout-test-admin", MASTERS),
		// Its controllers would need an account each; their own name stays in the audit log.
		controllerManager: client("system:kube-controller-manager", MASTERS),
		scheduler: client("system:kube-scheduler"),
		kubelet: client("backout-test-kubelet", MASTERS),
		serviceAccountKey: privateKey.export({ type: "sec1", format: "pem" }).toString(),
	};
}

/** Where the servers read them. */
export interface IdentityFiles {
	readonly authority: string;
	readonly authorityKey: string;
	readonly server: string;
	readonly serverKey: string;
	readonly kubelet: string;
	readonly kubeletKey: string;
	readonly serviceAccountKey: string;
}

/** Writes them for the servers, readable by this user only. */
export function writeIdentities(identities: Identities, directory: string): IdentityFiles {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	const write = (name: string, text: string): string => {
		const path = join(directory, name);
		writeFileSync(path, text, { mode: 0o600 });
		return path;
	};
	return {
		authority: write("authority.crt", identities.authority.certificate),
		authorityKey: write("authority.key", identities.authority.key),
		server: write("server.crt", identities.server.certificate),
		serverKey: write("server.key", identities.server.key),
		kubelet: write("kubelet.crt", identities.kubelet.certificate),
		kubeletKey: write("kubelet.key", identities.kubelet.key),
		serviceAccountKey: write("service-account.key", identities.serviceAccountKey),
	};
}
