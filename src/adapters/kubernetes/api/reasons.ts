import type { Refusal } from "./status.ts";

/** A right that RBAC did not find. */
export interface MissingRight {
	readonly user: string;
	readonly verb: string;
	/** Empty for the core group. */
	readonly group: string;
	/** `deployments`, `pods/log`. */
	readonly resource: string;
	/** `/version`; null when it is about a resource. */
	readonly path: string | null;
	/** Null: of the whole cluster. */
	readonly namespace: string | null;
	/** Nobody was seen to ask. */
	readonly isAnonymous: boolean;
}

/** The authorizer's sentence (apiserver, pkg/endpoints/handlers/responsewriters/errors.go, forbiddenMessage). */
const CANNOT = /User "([^"]*)" cannot (\S+) (?:resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)")?|path "([^"]*)")/;

/** The right that the message says is missing; null when it speaks of something else. */
export function missingRight(message: string): MissingRight | null {
	const match = CANNOT.exec(message);
	if (match === null) return null;
	const [, user = "", verb = "", resource = "", group = "", namespace, path] = match;
	return { user, verb, group, resource, namespace: namespace ?? null, path: path ?? null, isAnonymous: user === "system:anonymous" };
}

/** Whether a ResourceQuota refused it (apiserver, pkg/admission/plugin/resourcequota/controller.go). */
export function isQuota({ status, message }: Refusal): boolean {
	return status === 403 && /exceeded quota: |failed quota: |insufficient quota /.test(message);
}

/** Whether a webhook could not be asked, which refuses with `failurePolicy: Fail` (apiserver, pkg/admission/plugin/webhook). */
export function isWebhookAway({ status, message }: Refusal): boolean {
	return status >= 500 && /failed calling webhook /.test(message);
}

/** Whether the `test` of a JSON patch may have failed: the API server then says only this, as it does for a path that is not there (apiserver, pkg/endpoints/handlers/patch.go, applyJSPatch; seen with 1.33). */
export function isPatchMismatch({ status, message }: Refusal): boolean {
	return status === 422 && message === "the server rejected our request due to an error in our request";
}
