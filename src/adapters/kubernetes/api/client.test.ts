import { expect, it } from "vitest";
import type { BackoutError } from "../../../core/error.ts";
import { type Answer, json, status, stubServer } from "../../../testing/kubernetes/told-server.ts";
import { RESOURCES } from "./resources.ts";

const pods = { ...RESOURCES.pods, namespace: "shop", name: null };
const web = { ...RESOURCES.deployments, namespace: "shop", name: "web" };
const page = (names: readonly string[], next = "") =>
	json(200, { kind: "PodList", metadata: { resourceVersion: "7", continue: next }, items: names.map((name) => ({ metadata: { name } })) });
const gone = status(410, "Expired", "The provided continue parameter is too old");

async function faultOf(answer: Answer, ask: "read" | "list" | "patch" = "read"): Promise<BackoutError> {
	await using stub = await stubServer([answer]);
	const asking = {
		read: () => stub.api.read(web),
		list: () => stub.api.list(pods),
		patch: () => stub.api.patch(web, { kind: "json", operations: [{ op: "test", path: "/a", value: 1 }] }),
	};
	return await asking[ask]().then(
		() => expect.unreachable(),
		(thrown) => thrown,
	);
}

it("reads every page of a list", async () => {
	await using stub = await stubServer([page(["a"], "c/1"), page(["b"])]);
	const { items, resourceVersion } = await stub.api.list(pods, { labelSelector: "app=a,tier in (x)" });
	expect([items.map(({ metadata }) => metadata), resourceVersion]).toEqual([[{ name: "a" }, { name: "b" }], "7"]);
	expect(stub.asked).toEqual([
		"GET /api/v1/namespaces/shop/pods?limit=500&labelSelector=app%3Da%2Ctier+in+%28x%29",
		"GET /api/v1/namespaces/shop/pods?limit=500&labelSelector=app%3Da%2Ctier+in+%28x%29&continue=c%2F1",
	]);
});

it("begins a list anew once when its snapshot is gone, and throws the second time", async () => {
	await using stub = await stubServer([page(["a"], "c"), gone, page(["x"], "c"), page(["y"])]);
	expect((await stub.api.list(pods)).items).toEqual([{ metadata: { name: "x" } }, { metadata: { name: "y" } }]);
	await using twice = await stubServer([page(["a"], "c"), gone, page(["x"], "c"), gone]);
	await expect(twice.api.list(pods)).rejects.toMatchObject({ code: "kubernetes.expired" });
});

it("never takes a list without items for an empty one", async () => {
	expect(await faultOf(json(200, { kind: "PodList", metadata: { resourceVersion: "7" } }), "list")).toMatchObject({
		code: "kubernetes.failed",
	});
	await using stub = await stubServer([json(200, { metadata: { resourceVersion: "7" }, items: null })]);
	expect((await stub.api.list(pods)).items).toEqual([]);
});

it("asks a busy server again when it says so, a write only after a 429", async () => {
	const later = { "retry-after": "0" };
	await using stub = await stubServer([
		status(429, "TooManyRequests", "slow", later),
		status(503, "ServiceUnavailable", "soon", later),
		json(200, {}),
	]);
	expect(await stub.api.read(web)).toEqual({});
	await using writing = await stubServer([status(429, "TooManyRequests", "slow", later), status(503, "ServiceUnavailable", "soon", later)]);
	await expect(writing.api.patch(web, { kind: "merge", value: {} })).rejects.toMatchObject({ code: "kubernetes.busy", retryable: true });
	expect(writing.asked).toHaveLength(2);
});

it("does not wait past the call's own limit", async () => {
	await using stub = await stubServer([status(429, "TooManyRequests", "slow", { "retry-after": "30" })]);
	await expect(stub.api.read(web, { timeoutMs: 2_000 })).rejects.toMatchObject({ code: "kubernetes.busy" });
	expect(stub.asked).toHaveLength(1);
});

it("tells what a cluster refuses in its own words, with what to do", async () => {
	const forbidden = await faultOf(
		status(
			403,
			"Forbidden",
			'pods "p" is forbidden: User "system:serviceaccount:ops:backout" cannot get resource "pods/log" in API group "" in the namespace "shop"',
		),
	);
	expect(forbidden.code).toBe("kubernetes.forbidden");
	expect(forbidden.fix).toBe(
		'`kubectl apply -n shop -f deploy/kubernetes/rbac/read.yaml` gives this right to the service account backout; for another account, bind system:serviceaccount:ops:backout to a role with the rule { apiGroups: [""], resources: [pods/log], verbs: [get] } in namespace shop',
	);
	const several =
		'deployments.apps "web" is forbidden: User "ana" cannot patch resource "deployments/scale" in API group "apps" in the namespace "shop": requires one of ["container.deployments.updateScale"] permission(s).';
	expect((await faultOf(status(403, "Forbidden", several), "patch")).fix).toContain(
		"-f deploy/kubernetes/rbac/blue-green.yaml` (or canary-istio.yaml, canary-gateway-api.yaml, by what the target is) gives",
	);
	const unknown = 'nodes is forbidden: User "ana" cannot list resource "nodes" in API group "" at the cluster scope';
	expect((await faultOf(status(403, "Forbidden", unknown))).fix).toBe(
		'bind ana to a role with the rule { apiGroups: [""], resources: [nodes], verbs: [list] } for the whole cluster',
	);
	expect(await faultOf(status(403, "Forbidden", 'pods "p" is forbidden: exceeded quota: q, requested: pods=1'))).toMatchObject({
		code: "kubernetes.quota",
	});
	const webhook = await faultOf(
		status(400, "BadRequest", 'admission webhook "signed.example.com" denied the request: image is not signed'),
		"patch",
	);
	expect(webhook).toMatchObject({ code: "kubernetes.rejected", message: expect.stringContaining("image is not signed") });
	const away = await faultOf(
		status(500, "InternalError", 'Internal error occurred: failed calling webhook "w": connection refused'),
		"patch",
	);
	expect(away).toMatchObject({ code: "kubernetes.rejected", retryable: true });
	expect(await faultOf(status(422, "Invalid", "the server rejected our request due to an error in our request"), "patch")).toMatchObject({
		code: "kubernetes.conflict",
		message:
			"cluster prod (https://prod:6443) refused to patch deployments.apps web in namespace shop: it is no longer as it was when it was read",
	});
	expect(await faultOf(status(404, "NotFound", 'deployments.apps "web" not found'))).toMatchObject({ code: "kubernetes.not-found" });
	expect(await faultOf(status(409, "Conflict", "the object has been modified"), "patch")).toMatchObject({ code: "kubernetes.conflict" });
	expect(await faultOf(status(401, "Unauthorized", "Unauthorized"))).toMatchObject({ code: "kubernetes.unauthorized" });
});

it("says when no API server answered: a login page, a proxy's error, a redirect, something that is no JSON", async () => {
	const html = (code: number) => (_: unknown, response: Parameters<Answer>[1]) =>
		void response.writeHead(code, { "content-type": "text/html" }).end("<html><script>x()</script><title>Sign in</title>\u001b[31m");
	for (const answer of [html(200), html(500), html(302)]) {
		const fault = await faultOf(answer);
		expect(fault).toMatchObject({ code: "kubernetes.failed", message: expect.stringMatching(/text\/html.*: Sign in \[31m$/) });
	}
	expect(await faultOf(json(200, ["x"]))).toMatchObject({ code: "kubernetes.failed" });
	expect(await faultOf((request) => request.socket.destroy())).toMatchObject({ code: "kubernetes.unreachable", retryable: true });
});

it("hands on what the cluster warns of, each once", async () => {
	const warning = '299 - "apps/v1beta1 is \\"old\\"", 299 - "second"';
	await using stub = await stubServer([json(200, {}, { warning })]);
	await stub.api.read(web);
	await stub.api.read(web);
	expect(stub.warned).toEqual(['Kubernetes: apps/v1beta1 is "old"', "Kubernetes: second"]);
});

it("never asks for all when a name is missing or steps out of its place", async () => {
	await using stub = await stubServer([json(200, {})]);
	for (const name of ["", "..", "a/b", "%2e"])
		await expect(stub.api.read({ ...web, name })).rejects.toMatchObject({ code: "kubernetes.invalid" });
	await expect(stub.api.remove({ ...web, name: null }, { uid: "uid" })).rejects.toMatchObject({ code: "kubernetes.invalid" });
	await expect(stub.api.list({ ...pods, namespace: "" })).rejects.toMatchObject({ code: "kubernetes.invalid" });
	expect(stub.asked).toEqual([]);
});

it("logs in anew once when the cluster does not take what it is shown", async () => {
	let token = "old";
	const tls = { ca: null, client: null, serverName: null, isUnverified: false };
	const credentials = {
		who: "user ana",
		login: async () => ({ tls, headers: { authorization: `Bearer ${token}` } }),
		renew: async () => {
			token = "new";
			return true;
		},
	};
	const answer: Answer = (request, response, url) =>
		(request.headers.authorization === "Bearer new" ? json(200, { ok: true }) : status(401, "Unauthorized", "Unauthorized"))(
			request,
			response,
			url,
		);
	await using stub = await stubServer([answer], credentials);
	expect(await stub.api.read(web)).toEqual({ ok: true });
	expect(stub.asked).toHaveLength(2);
});
