import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BackoutError, errorText } from "../../../core/error.ts";
import type { Surroundings } from "./files.ts";
import type { LoginSource, ReadLogin } from "./kept-login.ts";

/** A pod's way to its own cluster. */
export interface OwnCluster {
	readonly server: string;
	readonly namespace: string | null;
	readonly source: LoginSource;
}

/** The cluster that this process runs in; null when it runs in none (kubernetes.io/docs/tasks/run-application/access-api-from-pod). */
export async function ownCluster({ env, serviceAccount }: Surroundings): Promise<OwnCluster | null> {
	const host = env["KUBERNETES_SERVICE_HOST"] ?? "";
	const port = env["KUBERNETES_SERVICE_PORT"] ?? "";
	if (host === "" || port === "") return null;
	const namespace = await readFile(join(serviceAccount, "namespace"), "utf8").catch(() => "");
	return {
		server: `https://${host.includes(":") ? `[${host}]` : host}:${port}/`,
		namespace: namespace.trim() === "" ? null : namespace.trim(),
		source: { who: "the pod's service account", read: () => readAccount(serviceAccount) },
	};
}

async function readAccount(directory: string): Promise<ReadLogin> {
	const [token, ca] = await Promise.all(["token", "ca.crt"].map((name) => readOf(join(directory, name))));
	return {
		tls: { ca: ca ?? "", client: null, serverName: null, isUnverified: false },
		headers: { authorization: `Bearer ${token}` },
		secrets: [token ?? ""],
		expiresAtMs: null,
	};
}

async function readOf(file: string): Promise<string> {
	const text = await readFile(file, "utf8").catch((cause: unknown) => {
		throw noAccount(`cannot be read: ${errorText(cause)}`);
	});
	if (text.trim() === "") throw noAccount(`is empty: ${file}`);
	return text.trim();
}

function noAccount(why: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.no-service-account",
		message: `this runs in a cluster, but the pod's service account ${why}`,
		fix: "give the pod a service account (serviceAccountName, automountServiceAccountToken: true), or name a kubeconfig",
	});
}
