import { canonicalJson } from "../../../core/canonical.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";

/** The label by which the Deployment controller tells its ReplicaSets apart; a Deployment's own template does not have it. */
const HASH_LABEL = "pod-template-hash";

/** The template as a Deployment's own, without the hash of one ReplicaSet (kubectl's rollback.go deletes it before patching back). */
export function withoutHash(template: JsonObject): JsonObject {
	const metadata = objectOf(template["metadata"]);
	const { [HASH_LABEL]: _hash, ...labels } = objectOf(metadata["labels"]);
	return { ...template, metadata: { ...metadata, labels } };
}

/** Whether two templates start the same pods, as kubectl's equalIgnoreHash has it: nothing and empty metadata are the same. */
export function isSameTemplate(one: JsonObject, other: JsonObject): boolean {
	return comparable(one) === comparable(other);
}

function comparable(template: JsonObject): string {
	const plain = withoutHash(template);
	const metadata = Object.entries(objectOf(plain["metadata"])).filter(([, value]) => value !== null && !isEmptyObject(value));
	return canonicalJson({ ...plain, metadata: Object.fromEntries(metadata) });
}

/** The pod template of a workload or a ReplicaSet exactly as the API gave it, so that patching it back changes nothing else. */
export function templateIn(object: JsonObject): JsonObject {
	return objectOf(objectOf(object["spec"])["template"]);
}

/** A container of a template. */
export interface Container {
	readonly name: string;
	readonly image: string;
}

/** The containers that do the work, init containers left out. */
export function containersOf(template: JsonObject): readonly Container[] {
	const containers = objectOf(template["spec"])["containers"];
	if (!Array.isArray(containers)) return [];
	return containers.flatMap((one: JsonValue) => {
		const { name, image } = objectOf(one);
		return typeof name === "string" && typeof image === "string" ? [{ name, image }] : [];
	});
}

/** kubectl's own word for the container that a person means (kubectl logs, exec). */
const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

/** The container whose image is the release: the one that is wanted, the one that the template names, the one called like the workload, else the first. */
export function mainContainer(template: JsonObject, workload: string, wanted: string | null): Container | null {
	const containers = containersOf(template);
	const named = objectOf(objectOf(template["metadata"])["annotations"])[DEFAULT_CONTAINER];
	const names = [wanted, named, workload];
	const found = names.map((name) => containers.find((one) => one.name === name)).find((one) => one !== undefined);
	return found ?? containers[0] ?? null;
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: JsonValue | undefined): JsonObject {
	return isObject(value) ? value : {};
}

function isObject(value: JsonValue | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmptyObject(value: JsonValue | undefined): boolean {
	return isObject(value) && Object.keys(value).length === 0;
}
