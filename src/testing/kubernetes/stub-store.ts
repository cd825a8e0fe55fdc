import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";

/** What was written, as a watch tells it. */
export interface Change {
	readonly type: "ADDED" | "MODIFIED" | "DELETED";
	readonly object: JsonObject;
	readonly version: number;
}

/** An answer that is no success, as the API server gives it. */
export class StubRefusal extends Error {
	readonly code: number;
	readonly reason: string;

	constructor(code: number, reason: string, message: string) {
		super(message);
		this.code = code;
		this.reason = reason;
	}
}

/** The objects of one kind in one namespace, each with a resourceVersion that every write raises, as etcd's revision does. */
export class StubStore {
	readonly #objects = new Map<string, JsonObject>();
	readonly #changes: (Change & { readonly plural: string })[] = [];
	readonly #listeners = new Set<() => void>();
	readonly #groups = new Map<string, readonly string[]>();
	#version = 100;

	/** Makes a group of the API known in these versions, as a project's resource definitions do. */
	serve(group: string, ...versions: readonly string[]): void {
		this.#groups.set(group, versions);
	}

	/** What `/apis/GROUP` answers. */
	group(name: string): JsonObject {
		const versions = this.#groups.get(name);
		if (versions === undefined) throw new StubRefusal(404, "NotFound", "the server could not find the requested resource");
		return { kind: "APIGroup", name, versions: versions.map((version) => ({ groupVersion: `${name}/${version}`, version })) };
	}

	get version(): number {
		return this.#version;
	}

	get(plural: string, name: string): JsonObject {
		const found = this.#objects.get(`${plural}/${name}`);
		if (found === undefined) throw new StubRefusal(404, "NotFound", `${plural}.apps "${name}" not found`);
		return found;
	}

	list(plural: string): readonly JsonObject[] {
		return [...this.#objects].filter(([key]) => key.startsWith(`${plural}/`)).map(([, object]) => object);
	}

	/** Writes the object whole; a change of its spec raises its generation. */
	put(plural: string, object: JsonObject): JsonObject {
		const metadata = metadataOf(object);
		const name = String(metadata["name"]);
		const old = this.#objects.get(`${plural}/${name}`);
		this.#version += 1;
		const isNewSpec = old === undefined || JSON.stringify(old["spec"]) !== JSON.stringify(object["spec"]);
		const generation = Number(old === undefined ? 0 : metadataOf(old)["generation"]) + (isNewSpec ? 1 : 0);
		const written: JsonObject = {
			...object,
			metadata: {
				uid: randomUUID(),
				creationTimestamp: new Date().toISOString(),
				...metadata,
				generation,
				resourceVersion: String(this.#version),
			},
		};
		this.#objects.set(`${plural}/${name}`, written);
		this.#tell({ plural, type: old === undefined ? "ADDED" : "MODIFIED", object: written, version: this.#version });
		return written;
	}

	remove(plural: string, name: string): void {
		const object = this.get(plural, name);
		this.#objects.delete(`${plural}/${name}`);
		this.#version += 1;
		this.#tell({ plural, type: "DELETED", object, version: this.#version });
	}

	changesSince(plural: string, version: number): readonly Change[] {
		return this.#changes.filter((change) => change.plural === plural && change.version > version);
	}

	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#tell(change: Change & { readonly plural: string }): void {
		this.#changes.push(change);
		for (const listener of this.#listeners) listener();
	}
}

export function metadataOf(object: JsonObject): JsonObject {
	return partOf(object, "metadata");
}

/** A member as an object; an empty one when it is none. */
export function partOf(object: JsonObject, key: string): JsonObject {
	const part = object[key];
	return typeof part === "object" && part !== null && !Array.isArray(part) ? (part as JsonObject) : {};
}
