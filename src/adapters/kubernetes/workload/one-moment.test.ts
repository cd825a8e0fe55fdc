import { expect, test } from "vitest";
import { adapterContext } from "../../../testing/adapter-context.ts";
import { json, status, stubServer } from "../../../testing/kubernetes/told-server.ts";
import { deployment, replicaSet, template } from "./objects.fixture.ts";
import { WorkloadTarget } from "./target.ts";

const [bad, good] = [template("checkout:v2"), template("checkout:v1")];
const DEPLOYMENT = json(200, deployment(bad));
const HISTORY = json(200, { metadata: { resourceVersion: "50" }, items: [replicaSet(1, good), replicaSet(2, bad)] });
const NOTHING = json(200, { metadata: { resourceVersion: "50" }, items: [] });
const PLACE = { key: "deployment", name: "checkout", container: null } as const;

test("at one moment, what runs, the history, the proposal and the evidence come from one read of the workload and one of its history", async () => {
	await using server = await stubServer([DEPLOYMENT, HISTORY, NOTHING]);
	const target = new WorkloadTarget(PLACE, "refuse", server.api, adapterContext("/")).atOneMoment();
	const [current, history] = await Promise.all([target.current(), target.history(10)]);
	const to = history.find(({ label }) => label === "v1");
	if (to === undefined) throw new Error("there is no v1");
	expect(current.label).toBe("v2");
	expect((await target.propose({ kind: "return", to })).kind).toBe("steps");
	await target.evidence(60_000, AbortSignal.timeout(10_000));
	const read = server.asked.filter((asked) => /\/(deployments\/checkout|replicasets\?)/.test(asked));
	expect(read.length).toBe(2);
});

test("a later moment, and the target itself, are read anew", async () => {
	await using server = await stubServer([DEPLOYMENT, HISTORY, json(200, deployment(good)), HISTORY, DEPLOYMENT, HISTORY]);
	const target = new WorkloadTarget(PLACE, "refuse", server.api, adapterContext("/"));
	expect((await target.atOneMoment().current()).label).toBe("v2");
	expect((await target.atOneMoment().current()).label).toBe("v1");
	expect((await target.current()).label).toBe("v2");
});

test("a reading that failed is tried again within the same moment", async () => {
	await using server = await stubServer([status(403, "Forbidden", "no"), DEPLOYMENT, HISTORY]);
	const target = new WorkloadTarget(PLACE, "refuse", server.api, adapterContext("/")).atOneMoment();
	await expect(target.current()).rejects.toThrow();
	expect((await target.current()).label).toBe("v2");
});
