import { afterEach, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../src/runtime/process.ts";
import { startSink } from "../../src/testing/sink.ts";
import { testClock } from "../../src/testing/step-driver.ts";
import { bad, createGuardedWorld, guard, layWorker, startCustomers } from "../world/guarded.ts";
import { execTarget } from "../world/platform.ts";
import { SHOP, type World } from "../world/world.ts";

let world: World;
let sendHome = (): void => undefined;
afterEach(async () => {
	sendHome();
	sendHome = () => undefined;
	await world.remove();
});

const guarded = (...more: readonly string[]) => guard(world, "--watch-for", "3s", ...more);
const standings = async () =>
	(await world.ask((app) => app.history(SHOP, 10))).map(({ release }) => `${release.label} ${release.standing}`);

/** What was never measured is not marked bad, and holds no deploys. */
async function expectNotJudged(text: string): Promise<void> {
	expect(text).toContain("was not judged: it is not marked bad");
	expect(await standings()).not.toContainEqual(expect.stringContaining("bad"));
	expect((await world.ask((app) => app.status("shop", null))).places[0]?.hold).toBeNull();
}

/** A clone with one commit for each tag, the last of them checked out. */
async function tagged(directory: string, ...tags: readonly string[]): Promise<void> {
	const runner = createProcessRunner({ clock: testClock });
	const git = (...words: readonly string[]) =>
		runner.run(["git", "-c", "user.name=ci", "-c", "user.email=ci@example.com", ...words], { cwd: directory });
	await git("init", "--quiet");
	for (const tag of tags) {
		await git("commit", "--quiet", "--allow-empty", "-m", tag);
		expect(await git("tag", tag)).toMatchObject({ exitCode: 0 });
	}
}

describe("a good release", () => {
	test("is deployed, recorded, watched and marked good: exit 0, and its output went through", async () => {
		world = await createGuardedWorld();
		const done = await guarded("--version", "v3", "--commit", "c0ffee1", "--", "./ship.sh", "v3");
		expect(done).toMatchObject({
			code: 0,
			value: { type: "guard.finished", outcome: "good", from: { id: "v2" }, release: { id: "v3" }, run: null },
		});
		expect(await world.live()).toBe("v3");
		expect(await standings()).toEqual(["v3 good", "v2 good", "v1 unknown"]);
		const [newest] = await world.ask((app) => app.history(SHOP, 1));
		expect(newest?.release).toMatchObject({ commit: "c0ffee1", deployedBy: "ana@laptop", isRecorded: true });
		const types = done.lines.map((line) => (typeof line === "object" && line !== null && "type" in line ? line.type : null));
		expect(types[0]).toBe("guard.started");
		expect(types).toContain("guard.looked");
		expect(JSON.stringify(done.lines)).toContain("shipped v3");
		expect(await world.ask((app) => app.openGuards({}))).toEqual([]);
	});

	test("in words: what runs, the way back, the deploy's own words on their own streams, the verdict", async () => {
		world = await createGuardedWorld();
		const { code, stdout, stderr } = await world.backout(["guard", "shop", "--watch-for", "1s", "--", "./ship.sh", "v3"]);
		expect(code).toBe(0);
		expect(stdout).toContain("v2 runs (its targets say so)");
		expect(stdout).toContain("way back  to v2 (standing good) on api, 1 step");
		expect(stdout).toContain("! no backup is configured (guard.backup)");
		expect(stdout).toContain("! its rollback was never drilled");
		expect(stdout).toContain("shipping v3 as shop\n");
		expect(stderr).toContain("mind the gap\n");
		expect(stdout).toMatch(/✓ v3 runs on api; its checks pass/);
		expect(stdout).toMatch(/good after .*: v3 is well/);
	});

	test("deployed again changes nothing, and is good", async () => {
		world = await createGuardedWorld();
		const again = await guarded("--", "./ship.sh", "v2");
		expect(again).toMatchObject({ code: 0, value: { outcome: "good", release: null } });
		expect(again.lines).toContainEqual(expect.objectContaining({ type: "guard.deployed", changed: [] }));
	});
});

describe("a bad release", () => {
	test("of which 8 % of the requests fail is taken back: exit 6, the old one runs, the new one is bad and deploys are held", async () => {
		const signals = { errors: { log: { file: "access.log", errors: '"status":5\\d\\d', requests: '"status":' } } };
		world = await createGuardedWorld({ place: { signals, thresholds: { window: "2s" } } });
		sendHome = startCustomers(world, "v3");
		await new Promise((wake) => setTimeout(wake, 2_500));
		const done = await guard(world, "--watch-for", "20s", "--", "./ship.sh", "v3");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back", from: { id: "v2" }, release: { id: "v3" } } });
		expect(done.text("text")).toMatch(/v2 runs again and is well: v3: .*% of/);
		expect(await world.live()).toBe("v2");
		expect(await standings()).toContain("v3 bad");
		const { run } = await world.newest();
		expect(run).toMatchObject({ id: done.text("run"), status: "succeeded", incident: done.text("incident") });
		expect(done.text("report")).toContain(run.incident);

		const held = await guarded("--", "./ship.sh", "v4");
		expect(held).toMatchObject({ code: 3, value: { type: "guard.finished", outcome: "refused", refused: { rule: "deploys-held" } } });
		expect(held.text("refused.fix")).toContain("backout release shop");
		expect(await world.live()).toBe("v2");
	});

	test("whose rollback does not make it well: exit 5", async () => {
		world = await createGuardedWorld();
		await bad(world, "v3", "v2");
		const done = await guarded("--", "./ship.sh", "v3");
		expect(done).toMatchObject({ code: 5, value: { outcome: "rolled-back-unhealthy" } });
		expect(await world.live()).toBe("v2");
	});

	test("is only told of while automation is off: exit 1, it runs on, and people are told that it does", async () => {
		const sink = await startSink((_request, response) => response.end("ok"));
		const hook = { webhook: { url: `${sink.url}/hook`, secret: "sign-it-please" } };
		world = await createGuardedWorld({ top: { channels: { hook } }, place: { notify: ["hook"] } });
		await bad(world, "v3");
		await world.ask((app) => app.setAutomation(false, "migration day"));
		const done = await guarded("--", "./ship.sh", "v3");
		expect(done).toMatchObject({
			code: 1,
			value: { outcome: "not-rolled-back", fix: expect.stringContaining("backout run shop -e production --to v2") },
		});
		expect(await world.live()).toBe("v3");
		await sink.stop();
		const [message] = sink.received.map(({ body }) => JSON.parse(body));
		expect(message).toMatchObject({
			kind: "failed",
			service: "shop",
			reason: expect.stringContaining("automation is off (ana@laptop: migration day)"),
		});
	});

	test("is not deployed a second time when its name is given, hold or not", async () => {
		world = await createGuardedWorld();
		await bad(world, "v3");
		expect((await guarded("--", "./ship.sh", "v3")).code).toBe(6);
		await world.ask((app) => app.release(SHOP));
		const again = await guarded("--version", "v3", "--", "./ship.sh", "v3");
		expect(again).toMatchObject({ code: 3, value: { refused: { rule: "known-bad" } } });
	});

	test("is not rolled back when a rule forbids it", async () => {
		world = await createGuardedWorld({ place: { facts: ["irreversible-migration"], smoke: [{ command: ["./well.sh"] }] } });
		await bad(world, "v3");
		const done = await guarded("--", "./ship.sh", "v3");
		expect(done).toMatchObject({ code: 1, value: { outcome: "not-rolled-back", text: expect.stringContaining("fix-forward") } });
		expect(await world.live()).toBe("v3");
	});
});

describe("a deploy that fails", () => {
	test("before it changed anything: exit 1, and it is said that nothing changed", async () => {
		world = await createGuardedWorld();
		const done = await guarded("--", "./ship.sh", "v3", "early");
		expect(done).toMatchObject({ code: 1, value: { outcome: "deploy-failed", run: null } });
		expect(done.text("text")).toBe("the deploy failed with exit code 7; no target changed: v2 still runs");
	});

	test("half-way is taken back on the targets it had changed: exit 6", async () => {
		world = await createGuardedWorld({ targets: ["api", "worker"] });
		await layWorker(world);
		const done = await guarded("--", "./ship.sh", "v3", "half");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(done.text("text")).toContain("the deploy failed with exit code 9 after it had changed api");
		expect([await world.live("api"), await world.live("worker")]).toEqual(["v2", "v2"]);
		await expectNotJudged(done.text("text"));
		expect((await guarded("--version", "v3", "--", "./ship.sh", "v3")).code).toBe(0);
	});

	test("after it had changed all there is: what is taken back is still not bad", async () => {
		world = await createGuardedWorld();
		const done = await guarded("--version", "v3", "--", "./ship.sh", "v3", "half");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back", text: expect.stringContaining("v3 was not judged") } });
		expect((await world.newest()).run).toMatchObject({ status: "succeeded", from: { id: "v3" }, to: { id: "v2" }, isJudged: false });
		await expectNotJudged(done.text("text"));
	});

	test("because its command is not there: exit 1, nothing changed", async () => {
		world = await createGuardedWorld();
		const done = await guarded("--", "./no-such-script.sh");
		expect(done).toMatchObject({ code: 1, value: { outcome: "deploy-failed" } });
		expect(done.text("text")).toContain("could not be started");
	});

	test("because it takes too long is ended, and taken back", async () => {
		world = await createGuardedWorld({ targets: ["api", "worker"] });
		await layWorker(world);
		const done = await guarded("--deploy-timeout", "2s", "--", "./ship.sh", "v3", "slow-half");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(await world.live("api")).toBe("v2");
		await expectNotJudged(done.text("text"));
	});
});

describe("before the deploy", () => {
	test("a backup that fails, or takes too long, lets nothing be deployed", async () => {
		world = await createGuardedWorld({ place: { guard: { backup: ["sh", "-c", "echo disk full >&2; exit 4"] } } });
		const done = await guarded("--", "./ship.sh", "v3");
		expect(done).toMatchObject({
			code: 1,
			value: { outcome: "deploy-failed", text: "The backup (sh) exited with 4; nothing was deployed" },
		});
		expect(JSON.stringify(done.lines)).toContain("disk full");
		expect(await world.live()).toBe("v2");
	});

	test("a backup that succeeds is taken before anything changes", async () => {
		world = await createGuardedWorld({ place: { guard: { backup: ["cp", "live-api", "backup"] } } });
		expect((await guarded("--", "./ship.sh", "v3")).code).toBe(0);
		expect(await world.read("backup")).toContain('"v2"');
	});

	test("without a way back nothing is deployed, unless it is said that it is the first deploy", async () => {
		world = await createGuardedWorld();
		await world.write("live-api", "");
		await world.write("releases-api", "");
		const done = await guarded("--", "./ship.sh", "v3");
		expect(done).toMatchObject({ code: 3, value: { refused: { rule: "no-way-back" } } });
		expect((await guarded("--without-way-back", "--", "./ship.sh", "v3")).code).toBe(0);
		expect(await world.live()).toBe("v3");
	});

	test("a target that could not show that the same release was deployed again has a way back from another", async () => {
		const plain = { current: ["sh", "-c", "cut -d'\"' -f4 live-api"], history: ["sh", "-c", "cut -d'\"' -f4 releases-api"] };
		world = await createGuardedWorld({ targets: ["api"] });
		await world.config({ targets: [execTarget("api", plain)], place: { smoke: [{ command: ["./well.sh"] }] } });
		await bad(world, "v3");
		expect(await guarded("--", "./ship.sh", "v3")).toMatchObject({ code: 6, value: { outcome: "rolled-back", from: { id: "v2" } } });
		expect(await world.live()).toBe("v2");
	});

	test("when its targets do not say what runs, the ledger does", async () => {
		world = await createGuardedWorld();
		await world.write("live-api", "");
		await bad(world, "v3");
		const done = await guarded("--", "./ship.sh", "v3");
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back", from: { id: "v2" } } });
		expect(done.lines[0]).toMatchObject({
			type: "guard.started",
			source: "ledger",
			wayBack: expect.stringContaining("as the ledger was told last"),
		});
		expect(await world.live()).toBe("v2");
	});

	test("on a fresh runner, when neither the targets nor the ledger say, git's previous tag does", async () => {
		world = await createGuardedWorld({}, true);
		await world.write("live-api", "");
		await tagged(world.directory, "v2", "v3");
		const done = await guarded("--", "./ship.sh", "v3");
		expect(done).toMatchObject({ code: 0, value: { outcome: "good", from: { id: "v2" } } });
		expect(done.lines[0]).toMatchObject({ type: "guard.started", source: "git-tag" });
	});

	test("no command, no deploy: exit 2", async () => {
		world = await createGuardedWorld();
		expect(await guarded()).toMatchObject({ code: 2, value: { error: { code: "usage.no-deploy-command" } } });
	});

	test("a secret of the environment that the config names is masked in what the deploy prints", async () => {
		world = await createGuardedWorld({ place: { guard: { backup: ["test", "${SHOP_TOKEN}"] } } });
		const env = { SHOP_TOKEN: "s3cret-t0ken" };
		const done = await world.backout(["guard", "shop", "--watch-for", "1s", "--", "sh", "-c", "echo token $SHOP_TOKEN; ./ship.sh v3"], {
			env,
		});
		expect(done.code).toBe(0);
		expect(done.stdout).toContain("token ***");
		expect(done.all).not.toContain("s3cret-t0ken");
	});
});

test("what cannot be judged is not good: exit 8", async () => {
	world = await createGuardedWorld({ place: { health: [], smoke: [] } });
	const done = await guarded("--", "./ship.sh", "v3");
	expect(done).toMatchObject({ code: 8, value: { outcome: "not-judged" } });
	expect(await standings()).toContain("v3 unknown");
});

test("the outcome is written for the next step of a pipeline", async () => {
	world = await createGuardedWorld();
	await guarded("-o", "outcome.json", "--", "./ship.sh", "v3");
	expect(JSON.parse(await world.read("outcome.json"))).toMatchObject({ service: "shop", environment: "production", outcome: "good" });
});
