import { z } from "zod";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { KubernetesApi, ObjectList, Query, ResourcePath } from "../api/port.ts";
import { type Metadata, metadataShape, shaped } from "../object.ts";
import type { Alarm } from "./alarm.ts";

/** Objects of the API as the cluster changes them: one by its name, or all that have the labels. */
export class WatchedObjects {
	readonly #api: KubernetesApi;
	readonly #path: ResourcePath;
	readonly #query: Query;
	readonly #alarm: Alarm;
	readonly #objects = new Map<string, JsonObject>();
	#wasRead = false;
	/** From where the watch goes on; null: they are to be read anew. */
	#resourceVersion: string | null = null;

	/** `labelSelector` is in the API's own text form; it says nothing where the path names one object. */
	constructor(api: KubernetesApi, path: ResourcePath, labelSelector: string, alarm: Alarm) {
		this.#api = api;
		this.#path = path;
		this.#query = path.name === null ? { labelSelector } : { fieldSelector: `metadata.name=${path.name}` };
		this.#alarm = alarm;
	}

	/** What was seen last; null before they were read. */
	all(): readonly JsonObject[] | null {
		return this.#wasRead ? [...this.#objects.values()] : null;
	}

	/** Reads them once, as they are now. Throws what the API throws. */
	async read(signal: AbortSignal): Promise<void> {
		const { items, resourceVersion } = await this.#now(signal);
		this.#objects.clear();
		for (const item of items) this.#objects.set(metadataOf(item).name, item);
		this.#resourceVersion = resourceVersion;
		this.#wasRead = true;
		this.#alarm.ring();
	}

	/** Keeps them as they are and rings at every change, until the signal aborts. Throws what stands in the way of watching. */
	async watch(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			if (this.#resourceVersion === null) await this.read(signal);
			try {
				await this.#watchOn(this.#resourceVersion ?? "", signal);
			} catch (thrown) {
				if (!isExpired(thrown)) throw thrown;
				this.#resourceVersion = null;
			}
		}
	}

	async #now(signal: AbortSignal): Promise<ObjectList> {
		if (this.#path.name === null) return await this.#api.list(this.#path, this.#query, { signal });
		const object = await this.#api.read(this.#path, { signal });
		return { items: [object], resourceVersion: metadataOf(object).resourceVersion };
	}

	async #watchOn(resourceVersion: string, signal: AbortSignal): Promise<void> {
		const all = { ...this.#path, name: null };
		for await (const { type, object } of this.#api.watch(all, { ...this.#query, resourceVersion }, signal)) {
			if (type === "BOOKMARK") continue;
			const { name } = metadataOf(object);
			if (type === "DELETED") this.#objects.delete(name);
			else this.#objects.set(name, object);
			this.#alarm.ring();
		}
	}
}

const shape = z.looseObject({ metadata: metadataShape });

function metadataOf(object: JsonObject): Metadata {
	return shaped(shape, object, "an object").metadata;
}

function isExpired(thrown: unknown): boolean {
	return thrown instanceof BackoutError && thrown.code === "kubernetes.expired";
}
