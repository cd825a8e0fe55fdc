import { z } from "zod";
import { BackoutError } from "../../../core/error.ts";
import type { ClientCertificate } from "./identity.ts";

/** The forms of the answer that are understood; v1alpha1 left Kubernetes with 1.24. */
export const SPOKEN_VERSIONS: readonly string[] = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/** What a credential plugin gave. */
export interface ExecCredential {
	readonly token: string | null;
	readonly client: ClientCertificate | null;
	/** Milliseconds since the epoch; null: as long as it works. */
	readonly expiresAtMs: number | null;
}

const text = z
	.string()
	.nullish()
	.transform((value) => (value === undefined || value === "" ? null : value));

const credential = z.object({
	kind: z.literal("ExecCredential"),
	apiVersion: z.string(),
	status: z.object({
		token: text,
		clientCertificateData: text,
		clientKeyData: text,
		expirationTimestamp: z.iso.datetime({ offset: true }).nullish(),
	}),
});

/** The credential in what a plugin printed; the print itself is in no error. Throws `kubernetes.plugin-failed`. */
export function parseExecCredential(stdout: string, apiVersion: string, who: string): ExecCredential {
	const parsed = credential.safeParse(jsonOf(stdout));
	if (!parsed.success) throw odd(who, "its answer is no ExecCredential with a status");
	if (parsed.data.apiVersion !== apiVersion) throw odd(who, `it was asked for ${apiVersion} and answered with another version`);
	const { token, clientCertificateData: certificate, clientKeyData: key, expirationTimestamp } = parsed.data.status;
	if ((certificate === null) !== (key === null)) throw odd(who, "it gave only one of a certificate and its key");
	const client = certificate === null || key === null ? null : { certificate, key };
	if (token === null && client === null) throw odd(who, "it gave neither a token nor a certificate");
	const expires = expirationTimestamp ?? null;
	return { token, client, expiresAtMs: expires === null ? null : Date.parse(expires) };
}

function jsonOf(stdout: string): unknown {
	try {
		return JSON.parse(stdout);
	} catch {
		return null;
	}
}

function odd(who: string, why: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.plugin-failed",
		message: `what ${who} answered is not understood: ${why}`,
		fix: "run it by hand with KUBERNETES_EXEC_INFO set; a newer version of it may speak this form",
	});
}
