import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deployment, template } from "../../src/adapters/kubernetes/workload/objects.fixture.ts";
import { eventsOf } from "../../src/core/run-events.ts";
import { kubeconfigOf, type StubApi, startStubApi } from "../../src/testing/kubernetes/stub-api.ts";
import { playPods } from "../../src/testing/kubernetes/stub-pods.ts";
import { metadataOf, partOf } from "../../src/testing/kubernetes/stub-store.ts";
import { until } from "../world/command-line.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

const PODS = 3;
const WAY_BACK = "backout run shop -e production --recipe resume-writes";

let world: World;
let stub: StubApi;
let directory: string;
let endPods: () => void;

/** A service whose only target is a Deployment behind a stub of the Kubernetes API; its health follows its pods. */
beforeEach(async () => {
	stub = await startStubApi();
	directory = await mkdtemp(join(tmpdir(), "backout-stop-"));
	const kubeconfig = join(directory, "kubeconfig.json");
	await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(stub.url)));
	stub.store.put("deployments", deployment(template("checkout:v0"), { spec: { replicas: PODS } }));
	await stub.deploy("checkout", template("checkout:v1"));
	await stub.deploy("checkout", template("checkout:v2"));
	endPods = playPods(stub.store, 200);
	const target = { name: "api", kubernetes: { deployment: "checkout", namespace: "shop", kubeconfig } };
	world = await createWorld({ targets: [target] }, true);
	stub.store.onChange(() => {
		world.health = pods() > 0 ? 200 : 503;
	});
});
afterEach(async () => {
	endPods();
	await world.remove();
	await stub.stop();
	await rm(directory, { recursive: true, force: true });
});

const live = () => stub.store.get("deployments", "checkout");
const wanted = () => Number(partOf(live(), "spec")["replicas"]);
const pods = () => stub.store.list("pods").length;
const note = () => partOf(metadataOf(live()), "annotations")["backout.dev/replicas"];
const status = async () => (await world.ask((app) => app.status("shop", null))).places[0];

describe("run --recipe stop-writes", () => {
	test("leaves no pod, proves nothing, climbs no ladder, judges no release, and says plainly who is not served and what brings it back", async () => {
		const stopped = await world.backout(["run", "shop", "--recipe", "stop-writes", "--reason", "orders are written twice", "--yes"]);
		expect(stopped.code).toBe(0);
		expect([wanted(), pods(), note()]).toEqual([0, 0, String(PODS)]);
		expect(stopped.stdout).toContain("Stop shop in production  v2 stays");
		expect(stopped.stdout.replace(/\s+/g, " ")).toContain(
			"is stopped. Users are NOT served by api until it is brought back; nothing was rolled back.",
		);
		expect(stopped.stdout.replace(/\s+/g, " ")).toContain(`to bring it back: ${WAY_BACK}`);
		expect(stopped.stdout).not.toMatch(/incident close|backout undo|is well|rolled back by/);

		const { run, plan, events } = await world.newest();
		expect(run).toMatchObject({ status: "succeeded", from: { label: "v2" }, to: null });
		expect(plan).toMatchObject({ kind: "stop-writes", to: null, wayBack: WAY_BACK });
		for (const type of ["verification.started", "bake.started", "ladder.proposed"] as const) expect(eventsOf({ events }, type)).toEqual([]);
		const history = await world.ask((app) => app.history(SHOP, 9));
		expect(new Set(history.map(({ release }) => release.standing))).toEqual(new Set(["unknown"]));
		expect((await status())?.hold).toBeNull();
	});

	test("status says that it is stopped, by whom, and what brings it back, until it is back", async () => {
		await world.backout(["run", "shop", "--recipe", "stop-writes", "--yes"]);
		const told = (await world.backout(["status"])).stdout.replace(/\s+/g, " ");
		expect(told).toContain("api is stopped by run run-");
		expect(told).toContain(`of ana@laptop for`);
		expect(told).toContain(`no run has brought it back: ${WAY_BACK} --only api`);
		expect(told).not.toContain("its run went well, close it");

		const back = await world.backout(["run", "shop", "--recipe", "resume-writes", "--yes"]);
		expect(back.code).toBe(0);
		expect([wanted(), pods(), note()]).toEqual([PODS, PODS, undefined]);
		expect((await status())?.stops).toEqual([]);
		const { run, events } = await world.newest();
		expect(run).toMatchObject({ status: "succeeded", to: null });
		expect(eventsOf({ events }, "bake.finished")).toHaveLength(1);
		expect(back.stdout.replace(/\s+/g, " ")).toContain("shop in production runs v2 again and is well.");
		const both = await world.ask((app) => app.incidents({ service: "shop", isOpenOnly: false, limit: 9 }));
		expect(both).toHaveLength(1);
	});

	test("assess and status know of the stop, and that somebody else brought it back", async () => {
		await world.backout(["run", "shop", "--recipe", "stop-writes", "--yes"]);
		expect((await world.backout(["status"])).stdout).toMatch(/shop +production .* stopped /);
		const down = await world.json(["assess", "shop"]);
		expect(down.at("decision.reasons.0.rule")).toBe("stands-stopped");
		expect(down.text("decision.advice")).toContain(`${WAY_BACK} --only api`);

		stub.store.put("deployments", { ...live(), spec: { ...partOf(live(), "spec"), replicas: 2 } });
		await stub.settle("checkout");
		await until("its pods", async () => pods() === 2);
		const up = await world.json(["assess", "shop"]);
		expect(up.text("decision.reasons.0.rule")).not.toBe("stands-stopped");
		const told = (await world.backout(["status"])).stdout.replace(/\s+/g, " ");
		expect(told).toContain(`and somebody else brought it back; this ends the stop: ${WAY_BACK} --only api`);
		const plan = await world.backout(["plan", "shop", "--recipe", "resume-writes"]);
		expect(plan.stdout.replace(/\s+/g, " ")).toContain("had 3 pods before it was stopped, and has 2 now");
	});

	test("undo of the stop brings back what it was, also when the note on it is gone and the release was returned meanwhile", async () => {
		await world.backout(["run", "shop", "--recipe", "stop-writes", "--yes"]);
		const { run } = await world.newest();
		const rolledBack = await world.backout(["run", "shop", "--to", "v1", "--yes"]);
		expect(rolledBack.stdout.replace(/\s+/g, " ")).toContain(`api was stopped by run ${run.id} and not brought back by any`);
		const { annotations, ...metadata } = metadataOf(live());
		const {
			"backout.dev/replicas": _number,
			"backout.dev/stopped-at": _at,
			...others
		} = partOf({ annotations: annotations ?? null }, "annotations");
		stub.store.put("deployments", { ...live(), metadata: { ...metadata, annotations: others } });

		const undone = await world.backout(["undo", run.id, "--yes"]);
		expect(undone.code).toBe(0);
		expect([wanted(), pods()]).toEqual([PODS, PODS]);
		expect(undone.stdout).toContain("Bring back shop in production  v1 stays");
	});

	test("undo of what brought it back stops it again", async () => {
		await world.backout(["run", "shop", "--recipe", "stop-writes", "--yes"]);
		await world.backout(["run", "shop", "--recipe", "resume-writes", "--yes"]);
		const back = await world.newest();
		expect((await world.backout(["undo", back.run.id, "--yes"])).code).toBe(0);
		expect((await world.newest()).plan.kind).toBe("stop-writes");
		expect(pods()).toBe(0);
		const late = await world.json(["undo", back.run.id, "--yes"]);
		expect(late).toMatchObject({ code: 3 });
		expect(late.at("refused.rule")).toBe("not-the-latest-run");
	});

	test("somebody who scales it between the plan and the run wins: the run writes nothing", async () => {
		const file = join(directory, "plan.json");
		await world.backout(["plan", "shop", "--recipe", "stop-writes", "-o", file]);
		stub.store.put("deployments", { ...live(), spec: { ...partOf(live(), "spec"), replicas: 5 } });
		await stub.settle("checkout");
		const run = await world.json(["run", "--plan", file, "--yes"]);
		expect(run).toMatchObject({ code: 1, value: { status: "failed" } });
		expect(run.text("detail")).toContain("somebody scaled it to 5");
		expect(run.text("fix")).toContain("backout run shop -e production --recipe stop-writes --only api");
		expect([wanted(), pods(), note()]).toEqual([5, 5, undefined]);
		expect(eventsOf(await world.newest(), "ladder.proposed")).toEqual([]);
	});

	test("without an answer nobody is stopped", async () => {
		expect(await world.backout(["run", "shop", "--recipe", "stop-writes"])).toMatchObject({ code: 1 });
		expect(pods()).toBe(PODS);
	});

	test("a recipe that there is not is a usage error that lists those there are, and so is one beside a release or a plan", async () => {
		const unknown = await world.backout(["plan", "shop", "--recipe", "corruption"]);
		expect(unknown.code).toBe(2);
		expect(unknown.stderr).toContain("use one of stop-writes, resume-writes");
		for (const more of [
			["--to", "v1"],
			["--commit", "c0ffee1"],
		]) {
			const both = await world.json(["run", "shop", "--recipe", "stop-writes", "--yes", ...more]);
			expect([both.code, both.at("error.code")]).toEqual([2, "usage.recipe-and-release"]);
		}
		expect((await world.backout(["run", "--plan", "p", "--recipe", "stop-writes", "--yes"])).code).toBe(2);
		expect(pods()).toBe(PODS);
	});

	test("bringing back what is not stopped is refused, and so is stopping it twice", async () => {
		const first = await world.json(["plan", "shop", "--recipe", "resume-writes"]);
		expect([first.code, first.at("refused.rule")]).toEqual([3, "nothing-to-resume"]);
		await world.backout(["run", "shop", "--recipe", "stop-writes", "--yes"]);
		const second = await world.json(["plan", "shop", "--recipe", "stop-writes"]);
		expect([second.code, second.at("refused.rule")]).toEqual([3, "nothing-to-stop"]);
	});
});

describe("what comes back and is not well", () => {
	test("is unhealthy like a rollback, and the ladder proposes to stop it again, as a plan", async () => {
		await world.backout(["run", "shop", "--recipe", "stop-writes", "--yes"]);
		stub.store.onChange(() => {
			world.health = 503;
		});
		const back = await world.backout(["run", "shop", "--recipe", "resume-writes", "--yes"]);
		expect(back.code).toBe(5);
		expect(back.stdout.replace(/\s+/g, " ")).toContain("was brought back with v2 but is not proven well");
		const [ladder] = eventsOf(await world.newest(), "ladder.proposed");
		const rung = ladder?.rungs.find(({ rung: name }) => name === "maintenance-mode");
		const plan = await world.ask((app) => app.storedPlan(rung?.plan ?? ""));
		expect(plan).toMatchObject({ kind: "stop-writes", refused: null });
	});
});

test("a target that cannot refuses the stop, and a switch of one's own stops writes without it, and lets them through again", async () => {
	const ops = await createWorld({
		targets: ["api"],
		place: {
			after: [
				{ name: "writes", exec: { "stop-writes": ["touch", "read-only"], "resume-writes": ["rm", "read-only"], repeat: "idempotent" } },
			],
		},
	});
	try {
		const refused = await ops.json(["run", "shop", "--recipe", "stop-writes", "--yes"]);
		expect([refused.code, refused.at("refused.rule")]).toEqual([3, "unsupported-goal"]);
		expect(refused.text("refused.fix")).toContain("`--only writes`");
		expect((await ops.backout(["run", "shop", "--recipe", "stop-writes", "--only", "writes", "--yes"])).code).toBe(0);
		expect(await ops.read("read-only")).toBe("");
		expect((await ops.backout(["run", "shop", "--recipe", "resume-writes", "--only", "writes", "--yes"])).code).toBe(0);
		await expect(ops.read("read-only")).rejects.toThrow();
		expect((await ops.backout(["run", "shop", "--yes"])).code).toBe(0);
		expect(await ops.live()).toBe("v2");
	} finally {
		await ops.remove();
	}
});
