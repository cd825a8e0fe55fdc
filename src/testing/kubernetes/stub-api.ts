import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { JsonObject } from "../../core/json.ts";
import { StubDeploymentController } from "./stub-controller.ts";
import { jsonPatched, strategicallyPatched } from "./stub-patch.ts";
import { metadataOf, partOf, StubRefusal, StubStore } from "./stub-store.ts";

/** A small stand-in for a Kubernetes API server with one namespace; what the real one does is shown by `npm run test:kubernetes`. */
export interface StubApi {
	readonly url: string;
	readonly store: StubStore;
	/** How many times a Deployment's template was written. */
	templateWrites(): number;
	/** Makes the template live as a second actor would, without a request; resolves when it is rolled out. */
	deploy(name: string, template: JsonObject): Promise<void>;
	/** Lets the Deployment controller see what a second actor wrote into the store. */
	settle(name: string): Promise<void>;
	stop(): Promise<void>;
}

/** A kubeconfig that leads to the stub. */
export function kubeconfigOf(server: string) {
	return {
		apiVersion: "v1",
		kind: "Config",
		"current-context": "stub",
		clusters: [{ name: "stub", cluster: { server } }],
		users: [{ name: "ana", user: { token: "not-a-secret" } }],
		contexts: [{ name: "stub", context: { cluster: "stub", user: "ana" } }],
	};
}

/** Starts it on a free port of the loopback; a roll-out takes `delayMs`; null: somebody else plays the Deployment controller. */
export async function startStubApi(delayMs: number | null = 30): Promise<StubApi> {
	const store = new StubStore();
	const controller = delayMs === null ? null : new StubDeploymentController(store, delayMs);
	let templateWrites = 0;
	const written = (before: JsonObject, after: JsonObject): void => {
		if (JSON.stringify(partOf(before, "spec")) === JSON.stringify(partOf(after, "spec"))) return;
		templateWrites += 1;
		void controller?.reconcile(String(metadataOf(after)["name"]));
	};
	const server = createServer((request, response) => {
		answer(request, response, store, written).catch((thrown: unknown) => refuse(response, thrown));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the stub has no port");
	return {
		url: `http://127.0.0.1:${address.port}`,
		store,
		templateWrites: () => templateWrites,
		async deploy(name, template) {
			const deployment = store.get("deployments", name);
			store.put("deployments", { ...deployment, spec: { ...partOf(deployment, "spec"), template } });
			templateWrites += 1;
			await controller?.reconcile(name);
		},
		settle: async (name) => await controller?.reconcile(name),
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const EVERYTHING = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };

type Written = (before: JsonObject, after: JsonObject) => void;

async function answer(request: IncomingMessage, response: ServerResponse, store: StubStore, written: Written): Promise<void> {
	const url = new URL(request.url ?? "/", "http://stub");
	const [, , plural = "", name, subresource] = /\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
	if (request.method === "POST" && url.pathname.endsWith("/selfsubjectaccessreviews"))
		return send(response, 201, { status: { allowed: true } });
	if (request.method === "POST" && url.pathname.endsWith("/selfsubjectrulesreviews"))
		return send(response, 201, { status: { resourceRules: [EVERYTHING], nonResourceRules: [], incomplete: false } });
	if (subresource === "log") return void response.end("line one\nline two\n");
	const group = /^\/apis\/([^/]+)$/.exec(url.pathname)?.[1];
	if (group !== undefined) return send(response, 200, store.group(group));
	if (request.method === "DELETE" && name !== undefined) return send(response, 200, await remove(request, store, plural, name));
	if (request.method === "PATCH" && name !== undefined) return send(response, 200, await patch(request, store, plural, name, written));
	if (url.searchParams.get("watch") === "true" || url.searchParams.get("watch") === "1") return watch(response, store, plural, url);
	if (name !== undefined) return send(response, 200, store.get(plural, name));
	const items = store.list(plural).filter((item) => isSelected(item, url));
	return send(response, 200, { kind: "List", metadata: { resourceVersion: String(store.version) }, items });
}

async function patch(request: IncomingMessage, store: StubStore, plural: string, name: string, written: Written): Promise<JsonObject> {
	const body: unknown = JSON.parse(await bodyOf(request));
	const before = store.get(plural, name);
	const isJson = request.headers["content-type"]?.startsWith("application/json-patch+json") ?? false;
	const after = isJson ? jsonPatched(before, body as readonly JsonObject[]) : strategicallyPatched(before, body as JsonObject);
	const kept = store.put(plural, { ...after, metadata: { ...metadataOf(after), uid: metadataOf(before)["uid"] } });
	if (plural === "deployments") written(before, kept);
	return kept;
}

/** As the real one, only what is still as the preconditions say. */
async function remove(request: IncomingMessage, store: StubStore, plural: string, name: string): Promise<JsonObject> {
	const { preconditions = {} } = JSON.parse(await bodyOf(request)) as { preconditions?: JsonObject };
	const found = metadataOf(store.get(plural, name));
	const differs = Object.entries(preconditions).some(([key, value]) => found[key] !== value);
	if (differs) throw new StubRefusal(409, "Conflict", `the ${Object.keys(preconditions).join(" or ")} in the precondition is another`);
	store.remove(plural, name);
	return { kind: "Status", status: "Success" };
}

/** Tells what was since the version, then what comes; ended by the client. */
function watch(response: ServerResponse, store: StubStore, plural: string, url: URL): void {
	let version = Number(url.searchParams.get("resourceVersion"));
	const tell = (): void => {
		for (const change of store.changesSince(plural, version)) {
			version = change.version;
			if (isSelected(change.object, url)) response.write(`${JSON.stringify({ type: change.type, object: change.object })}\n`);
		}
	};
	response.writeHead(200, { "content-type": "application/json" });
	response.flushHeaders();
	const stop = store.onChange(tell);
	response.once("close", stop);
	tell();
}

/** Labels that are equal or one of several, and `metadata.name`. */
function isSelected(object: JsonObject, url: URL): boolean {
	const labels = partOf(metadataOf(object), "labels");
	const wanted = (url.searchParams.get("labelSelector") ?? "").split(/,(?![^(]*\))/).filter((one) => one !== "");
	const name = /^metadata\.name=(.+)$/.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
	const isLabelled = wanted.every((one) => {
		const [, key = "", values = ""] = /^(\S+) in \((.*)\)$/.exec(one) ?? /^([^=]+)=(.*)$/.exec(one) ?? [];
		return values.split(",").includes(String(labels[key]));
	});
	return isLabelled && (name === undefined || metadataOf(object)["name"] === name);
}

function send(response: ServerResponse, status: number, value: JsonObject): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function refuse(response: ServerResponse, thrown: unknown): void {
	const { code, reason, message } = thrown instanceof StubRefusal ? thrown : new StubRefusal(500, "InternalError", String(thrown));
	send(response, code, { kind: "Status", apiVersion: "v1", status: "Failure", reason, message, code });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks).toString();
}
