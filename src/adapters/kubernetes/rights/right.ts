/** One thing that RBAC can allow: a verb on a kind of objects. */
export interface Right {
	/** `get`, `list`, `watch`, `patch`, as RBAC calls it. */
	readonly verb: string;
	/** `apps`; empty for the core group. */
	readonly group: string;
	/** `deployments`, `pods/log`. */
	readonly resource: string;
}

/** The right as this adapter writes it down: `patch deployments.apps/scale`, `get pods/log`. */
export function rightText({ verb, group, resource }: Right): string {
	return `${verb} ${resourceText({ group, resource })}`;
}

/** `deployments.apps/scale`, as kubectl takes it. */
export function resourceText({ group, resource }: Omit<Right, "verb">): string {
	const [plural = "", subresource] = resource.split("/");
	return `${plural}${group === "" ? "" : `.${group}`}${subresource === undefined ? "" : `/${subresource}`}`;
}

/** The right that a text of `rightText` names. */
export function rightOf(text: string): Right {
	const [verb = "", object = ""] = text.split(" ");
	const [whole = "", subresource] = object.split("/");
	const [plural = "", ...group] = whole.split(".");
	return { verb, group: group.join("."), resource: subresource === undefined ? plural : `${plural}/${subresource}` };
}
