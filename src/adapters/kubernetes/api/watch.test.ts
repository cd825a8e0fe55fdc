import { expect, it } from "vitest";
import { type Answer, type StubServer, status, stubServer, watchOf } from "../../../testing/kubernetes/told-server.ts";
import { RESOURCES } from "./resources.ts";

const pods = { ...RESOURCES.pods, namespace: "shop", name: null };
const line = (type: string, version: string) => `${JSON.stringify({ type, object: { metadata: { resourceVersion: version } } })}\n`;
const error = (code: number) => `${JSON.stringify({ type: "ERROR", object: { kind: "Status", code, message: "said" } })}\n`;

/** Watches from 1 until so many events came. */
async function seen(stub: StubServer, most: number): Promise<readonly string[]> {
	const stop = new AbortController();
	const found: string[] = [];
	for await (const { type, object } of stub.api.watch(pods, { resourceVersion: "1" }, stop.signal)) {
		found.push(`${type} ${JSON.stringify(object["metadata"])}`);
		if (found.length === most) stop.abort();
	}
	return found;
}

const versionsAsked = (stub: StubServer) => stub.asked.map((url) => new URL(url.slice(4), "http://x").searchParams.get("resourceVersion"));

it("goes on from the last version it saw after an end, a break, half a line, and a server that is away for a moment", async () => {
	const half = line("MODIFIED", "9").slice(0, 20);
	const answers = [
		watchOf([line("ADDED", "2"), line("BOOKMARK", "3")]),
		watchOf([line("MODIFIED", "4"), half], true),
		watchOf([half]),
		status(503, "ServiceUnavailable", "starting"),
		watchOf([error(500)]),
		watchOf([line("DELETED", "5")]),
	];
	await using stub = await stubServer(answers);
	expect((await seen(stub, 4)).map((text) => text.split(" ")[0])).toEqual(["ADDED", "BOOKMARK", "MODIFIED", "DELETED"]);
	expect(versionsAsked(stub)).toEqual(["1", "3", "4", "4", "4", "4"]);
	expect(stub.asked[0]).toMatch(/\?resourceVersion=1&watch=1&allowWatchBookmarks=true&timeoutSeconds=(3\d|[45]\d|60)$/);
});

const odd: readonly (readonly [string, Answer, string])[] = [
	["the past is gone", watchOf([error(410)]), "kubernetes.expired"],
	["the past was gone before it began", status(410, "Expired", "too old resource version"), "kubernetes.expired"],
	[
		"it is not allowed",
		status(403, "Forbidden", 'User "a" cannot watch resource "pods" in API group "" in the namespace "shop"'),
		"kubernetes.forbidden",
	],
	["a line is no JSON", watchOf(["x\n", line("ADDED", "2")]), "kubernetes.failed"],
	["a line is no event", watchOf(['{"kind":"PodList"}\n']), "kubernetes.failed"],
	["an event is of no known type", watchOf([line("MOVED", "2")]), "kubernetes.failed"],
	["an event has no version", watchOf(['{"type":"ADDED","object":{}}\n']), "kubernetes.failed"],
	[
		"it is a web page",
		(_, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>Sign in"),
		"kubernetes.failed",
	],
	["nobody is there from the start", (request) => void request.socket.destroy(), "kubernetes.unreachable"],
];

it.each(odd)("throws when %s", async (_, answer, code) => {
	await using stub = await stubServer([answer]);
	await expect(seen(stub, 1)).rejects.toMatchObject({ code });
});

it("closes its connection when the reader leaves or the signal aborts", async () => {
	const closed: string[] = [];
	const open: Answer = (_, response) => {
		response.once("close", () => closed.push("closed"));
		response.writeHead(200, { "content-type": "application/json" }).write(line("ADDED", "2"));
	};
	await using stub = await stubServer([open]);
	expect(await seen(stub, 1)).toHaveLength(1);
	for await (const { type } of stub.api.watch(pods, { resourceVersion: "1" }, new AbortController().signal)) {
		expect(type).toBe("ADDED");
		break;
	}
	const stop = new AbortController();
	setTimeout(() => stop.abort(), 50);
	const found: string[] = [];
	for await (const { type } of stub.api.watch(pods, { resourceVersion: "1" }, stop.signal)) found.push(type);
	expect(found).toEqual(["ADDED"]);
	await expect.poll(() => closed).toHaveLength(3);
});
