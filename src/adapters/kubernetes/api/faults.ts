import { BackoutError, errorText } from "../../../core/error.ts";
import { grantFix } from "../rights/fix.ts";
import type { ClusterName } from "./port.ts";
import { isPatchMismatch, isQuota, isWebhookAway, type MissingRight, missingRight } from "./reasons.ts";
import type { Refusal } from "./status.ts";

/** What was asked, for messages. */
export interface Asked {
	readonly cluster: ClusterName;
	/** For messages: who asked. */
	readonly who: string;
	/** `patch`, `list`, as RBAC calls it. */
	readonly verb: string;
	/** `deployments.apps checkout in namespace shop`. */
	readonly what: string;
	/** Whether it is only to be done when the object is still as it was read. */
	readonly isConditional: boolean;
}

/** The error for what the API server refused; see KubernetesApi for the codes. */
export function refused(asked: Asked, refusal: Refusal): BackoutError {
	const [code, fix] = judged(asked, refusal);
	const own = refusal.message === "" ? `HTTP ${refusal.status}${refusal.reason === "" ? "" : ` ${refusal.reason}`}` : refusal.message;
	const said = code === "conflict" && isPatchMismatch(refusal) ? "it is no longer as it was when it was read" : own;
	return new BackoutError({
		code: `kubernetes.${code}`,
		message: `${clusterText(asked.cluster)} refused to ${asked.verb} ${asked.what}: ${said}`,
		fix,
		retryable: code === "busy" || refusal.status >= 500,
	});
}

/** Which code, and what to do. The order counts: a webhook may answer with any status. */
function judged(asked: Asked, refusal: Refusal): readonly [code: string, fix: string] {
	const { status, reason, message } = refusal;
	if (isWebhookAway(refusal)) {
		return [
			"rejected",
			"a webhook of the cluster does not answer: mend it, or see its failurePolicy (`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`)",
		];
	}
	if (status === 401)
		return ["unauthorized", `log in again as ${asked.who}; \`${kubectl(asked)} auth whoami\` shows what the cluster takes you for`];
	if (isQuota(refusal)) return ["quota", `make room or raise the quota: \`${kubectl(asked)} describe resourcequota\``];
	const right = missingRight(message);
	if (right !== null) return ["forbidden", rbacFix(right)];
	if (/denied (the )?request/.test(message) || status === 403) {
		return [
			"rejected",
			"an admission rule of the cluster does not let this through: do what it asks for, or have its owner make an exception",
		];
	}
	if (status === 404) return ["not-found", notFoundFix(asked, refusal)];
	if (status === 409 || (asked.isConditional && isPatchMismatch(refusal)))
		return ["conflict", "somebody else changed it meanwhile: look at what it is now, then plan again"];
	if (status === 410 || reason === "Expired" || reason === "Gone")
		return ["expired", "list anew: the cluster no longer keeps changes that old"];
	if (status === 429 || status === 502 || status === 503 || status === 504 || reason === "ServerTimeout" || reason === "Timeout") {
		return [
			"busy",
			"wait a moment and try again; if it stays so, the API server is overloaded or starting (`kubectl get --raw /readyz?verbose`)",
		];
	}
	if (status === 422 || status === 400 || status === 413 || status === 415)
		return ["invalid", "the cluster does not take it in this form: see its words, and compare with `kubectl explain`"];
	return ["failed", `see what stands between here and the API server, and its log; \`${kubectl(asked)} get --raw /version\` should answer`];
}

/** What would allow it. */
function rbacFix({ isAnonymous, path, user, verb, ...right }: MissingRight): string {
	if (isAnonymous) return "the cluster did not see who asks: see the context's user and its token or certificate (`kubectl auth whoami`)";
	if (path === null) return grantFix({ ...right, verb, user });
	return `bind ${user} to a ClusterRole with the rule { nonResourceURLs: [${path}], verbs: [${verb}] }; the built-in ClusterRole system:discovery gives it to everybody who is logged in`;
}

function notFoundFix(asked: Asked, { reason }: Refusal): string {
	if (reason !== "NotFound")
		return "the cluster does not know this kind of object: see `kubectl api-resources`, and whether `server` in the kubeconfig is right";
	return `see that the name, the namespace (${asked.cluster.namespace}) and the context are right: \`${kubectl(asked)} get\` lists what there is`;
}

/** The error for a cluster that could not be asked; what HTTP said is kept. */
export function unreachable(asked: Asked, thrown: unknown): BackoutError {
	const code = thrown instanceof BackoutError ? thrown.code : "";
	const said = errorText(thrown);
	if (code === "http.aborted") {
		return new BackoutError({
			code: "kubernetes.aborted",
			message: `asking ${clusterText(asked.cluster)} to ${asked.verb} ${asked.what} was given up`,
			fix: "ask again when there is time",
			retryable: true,
			cause: thrown,
		});
	}
	if (code === "http.bad-header") {
		return new BackoutError({
			code: "kubernetes.unauthorized",
			message: `the credentials of ${asked.who} cannot be sent: ${said}`,
			fix: "see that the token of that user is one line without blanks",
			cause: thrown,
		});
	}
	const isCertificate = /certificate/.test(said);
	return new BackoutError({
		code: "kubernetes.unreachable",
		message: `${clusterText(asked.cluster)} could not be asked to ${asked.verb} ${asked.what}: ${said}`,
		fix: isCertificate
			? "see certificate-authority and tls-server-name of the cluster in the kubeconfig, and whether another server answers under this address"
			: `see whether this machine reaches the API server (VPN, proxy, firewall): \`${kubectl(asked)} get --raw /version\``,
		retryable: !isCertificate,
		cause: thrown,
	});
}

/** The error for an answer that no API server gives. The answer itself is shown only in its first words. */
export function oddAnswer(asked: Asked, shown: string): BackoutError {
	return new BackoutError({
		code: "kubernetes.failed",
		message: `${clusterText(asked.cluster)} did not answer like a Kubernetes API server when asked to ${asked.verb} ${asked.what}: ${shown}`,
		fix: "see that `server` in the kubeconfig is the API server itself and that no proxy or login page stands before it",
	});
}

/** `cluster prod (https://10.0.0.1:6443)`. */
export function clusterText({ context, server }: ClusterName): string {
	return context === null ? `the cluster (${server})` : `cluster ${context} (${server})`;
}

function kubectl({ cluster }: Asked): string {
	const file = cluster.kubeconfig === null ? "" : ` --kubeconfig ${cluster.kubeconfig}`;
	return `kubectl${file}${cluster.context === null ? "" : ` --context ${cluster.context}`} --namespace ${cluster.namespace}`;
}
