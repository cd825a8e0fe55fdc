import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import { nameOf, urlOf } from "./address.ts";
import { callForObject } from "./call.ts";
import type { Connection } from "./connection.ts";
import { type Asked, oddAnswer } from "./faults.ts";
import { isObject, metadataOf } from "./json-text.ts";
import type { CallLimits, ObjectList, Query, ResourcePath } from "./port.ts";

/** As kubectl asks (kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks). */
const PAGE_OBJECTS = 500;
const DEFAULT_TIMEOUT_MS = 10_000;

/** All pages of a list. When the snapshot ends between two pages it is read once more from the start; a second time throws `kubernetes.expired`. */
export async function listAll(connection: Connection, path: ResourcePath, query: Query = {}, limits: CallLimits = {}): Promise<ObjectList> {
	const asked = connection.asked("list", nameOf(path));
	const endsAt = connection.parts.clock.now() + (limits.timeoutMs ?? DEFAULT_TIMEOUT_MS);
	const page = async (continuation: string | undefined) => {
		const url = urlOf(connection.parts.server, path, { limit: PAGE_OBJECTS, ...query, continue: continuation });
		const timeoutMs = Math.max(1, endsAt - connection.parts.clock.now());
		return pageOf(await callForObject(connection, { url, accept: "application/json" }, asked, { ...limits, timeoutMs }), asked);
	};
	try {
		return await allPages(page);
	} catch (thrown) {
		if (!(thrown instanceof BackoutError) || thrown.code !== "kubernetes.expired") throw thrown;
		return await allPages(page);
	}
}

interface Page extends ObjectList {
	/** Undefined on the last page. */
	readonly next: string | undefined;
}

async function allPages(page: (continuation: string | undefined) => Promise<Page>): Promise<ObjectList> {
	const items: JsonObject[] = [];
	for (let next: string | undefined; ; ) {
		const one = await page(next);
		for (const item of one.items) items.push(item);
		// Every page tells the same version: that of the one snapshot.
		if (one.next === undefined) return { items, resourceVersion: one.resourceVersion };
		next = one.next;
	}
}

/** Go writes an empty list as null; a list that says nothing of its items is none: missing is never empty. */
function pageOf(list: JsonObject, asked: Asked): Page {
	const items = list["items"] === null ? [] : list["items"];
	const { resourceVersion, continue: next } = metadataOf(list);
	if (!Array.isArray(items) || !items.every(isObject)) throw oddAnswer(asked, "its list has no items");
	if (typeof resourceVersion !== "string") throw oddAnswer(asked, "its list has no resourceVersion");
	return { items, resourceVersion, next: typeof next === "string" && next !== "" ? next : undefined };
}
