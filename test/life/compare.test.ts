import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import type { Assessment } from "../../src/core/assessment.ts";
import type { Store } from "../../src/core/store.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { judgementOf } from "../../src/testing/judgements.ts";
import { execTarget, HISTORY, layTarget } from "../world/platform.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** v3 took traffic this long ago. */
const SINCE_MS = 10 * MINUTE_MS;
/** One of so many requests fails; the bad ones fail 4 %, which is less than the threshold to act at once, and 20 % is far above it. */
const ONE_IN = { well: 200, bad: 25, down: 5 } as const;

/** How each fares since the deploy; before it all were well. */
type Traffic = Readonly<Record<string, keyof typeof ONE_IN>>;

/** A request a second of everybody, from three hours before the deploy up to now, in a SQLite file that Backout only reads. */
async function lay(traffic: Traffic): Promise<void> {
	const now = Date.now();
	const deployedAt = now - SINCE_MS;
	await layTarget(world.directory, "api", [{ id: "v3", deployedAt: new Date(deployedAt).toISOString() }, ...HISTORY.slice(1)]);
	const database = new DatabaseSync(join(world.directory, "traffic.db"));
	database.exec("create table request (who text, at text, failed integer); create index moment on request (who, at); begin");
	const insert = database.prepare("insert into request values (?, ?, ?)");
	for (const [who, how] of Object.entries(traffic)) {
		for (let atMs = deployedAt - 3 * HOUR_MS, index = 0; atMs < now + 2_000; atMs += 1_000, index += 1) {
			const oneIn = ONE_IN[atMs >= deployedAt ? how : "well"];
			insert.run(who, new Date(atMs).toISOString(), index % oneIn === 0 ? 1 : 0);
		}
	}
	database.exec("commit");
	database.close();
}

/** The trouble is over, as if it had never been. */
function calmDown(): void {
	const database = new DatabaseSync(join(world.directory, "traffic.db"));
	database.prepare("update request set failed = 0 where failed = 1 and at >= ?").run(new Date(Date.now() - SINCE_MS).toISOString());
	database.close();
}

function errorsOf(who: string) {
	const where = `from request where who = '${who}' and at >= :from and at < :to`;
	const errors = `select count(*) ${where} and failed = 1`;
	return { errors: { sql: { url: "sqlite:traffic.db", errors, requests: `select count(*) ${where}`, within: "30s" } } };
}

const PAYMENTS = { environments: { production: { targets: [execTarget("payments")], signals: errorsOf("payments") } } };

/** `shop` with what it is compared with, beside another service of ours. */
async function connect(
	compare: readonly object[],
	dependsOn: readonly string[] = [],
	services: object = { payments: PAYMENTS },
	more: object = {},
): Promise<void> {
	const health = [{ http: world.healthUrl }];
	const production = { targets: [execTarget("api")], health, signals: errorsOf("shop"), compare };
	const shop = { bake: "30m", dependsOn, thresholds: { window: "1m" }, environments: { production } };
	await world.config({ top: { services: { shop, ...services }, ...more } });
}

/** A new app over the same state, as every command is. */
async function assess(): Promise<Assessment> {
	const { assessment } = await world.ask((app) => app.assess(SHOP, { facts: [], summary: null }));
	return assessment;
}

/** Looks at a check of payments that Backout took: one a minute for an hour before the deploy, all well, and one every 30 s since. */
async function remember(isWell: boolean): Promise<void> {
	const now = Date.now();
	const place = { service: "payments", environment: "production" };
	const looks = [...Array(60).keys()].map((minute) => ({ atMs: now - SINCE_MS - (minute + 1) * MINUTE_MS, errors: 0 }));
	const since = [...Array(20).keys()].map((half) => ({ atMs: now - half * 30_000 - 1_000, errors: isWell ? 0 : 1 }));
	await withStore(async (store) => {
		for (const { atMs, errors } of [...looks, ...since]) {
			const sample = { fromMs: atMs - 1_000, toMs: atMs, requests: 1, errors, errorRatio: null, latency: null };
			await store.samples.append(place, "probe health", sample);
		}
	});
}

/** As `record shop v3 --good --override` does. */
async function takeOff(user = "ana@laptop"): Promise<string> {
	const nothing = { commit: null, deployedAt: null, by: null, schemaRevision: null };
	const said = { label: "v3", standing: "good", reason: "the campaign was announced", isOverride: true } as const;
	return (await world.ask((app) => app.record(SHOP, { ...nothing, ...said }), user)).standing;
}

async function withStore<Result>(act: (store: Store) => Promise<Result>): Promise<Result> {
	const store = await openStore({ kind: "sqlite", path: join(world.directory, ".backout", "state.db") }, { clock: systemClock });
	try {
		return await act(store);
	} finally {
		await store.close();
	}
}

const reasonOf = ({ decision }: Assessment) => ({
	action: decision.action,
	rule: decision.reasons[0]?.rule,
	text: decision.reasons[0]?.text,
});

describe("is it this release?", () => {
	test("alone it is worse: roll back, because the judge says so", async () => {
		world = await createWorld();
		await lay({ shop: "bad", stripe: "well", "zone-b": "well" });
		await connect([
			{ name: "stripe", is: "dependency", signals: errorsOf("stripe") },
			{ name: "zone-b", is: "unchanged", signals: errorsOf("zone-b") },
		]);
		const assessment = await assess();
		expect(reasonOf(assessment)).toMatchObject({ action: "roll-back", rule: "judge-bad" });
		expect(assessment.judgement).toMatchObject({ verdict: "bad", blame: [{ suspect: "release" }, { suspect: "unknown" }] });
		expect(assessment.judgement?.text).toContain("stripe, which it calls, does not explain it");
	});

	test("a service of ours that it depends on broke at the same moment: not rolled back, and that one is named", async () => {
		world = await createWorld();
		await lay({ shop: "bad", payments: "bad" });
		await connect([], ["payments"]);
		const { action, rule, text } = reasonOf(await assess());
		expect([action, rule]).toEqual(["investigate", "dependency-to-blame"]);
		expect(text).toContain("payments");
	});

	test.each([
		["none were taken", null, "judge-bad", "payments could not be measured"],
		["all passed", true, "judge-bad", "payments, which it calls, does not explain it"],
		["all have failed since the deploy", false, "dependency-to-blame", "payments, which it calls, explains 100 % of it"],
	])("of a dependency without signals the remembered looks at its checks tell: %s", async (_, isWell, rule, text) => {
		world = await createWorld();
		await lay({ shop: "bad" });
		const payments = { environments: { production: { targets: [execTarget("payments")], health: [{ command: ["true"] }] } } };
		await connect([], ["payments"], { payments });
		if (isWell !== null) await remember(isWell);
		expect(reasonOf(await assess())).toMatchObject({ rule, text: expect.stringContaining(text) });
	});

	test("an outside service that it calls broke at the same moment: wait for that one", async () => {
		world = await createWorld();
		await lay({ shop: "bad", stripe: "bad" });
		await connect([{ name: "stripe", is: "dependency", signals: errorsOf("stripe") }]);
		const { action, rule, text } = reasonOf(await assess());
		expect([action, rule]).toEqual(["wait", "dependency-to-blame"]);
		expect(text).toContain("stripe");
	});

	test("the zone where the release did not go is as bad: not rolled back", async () => {
		world = await createWorld();
		await lay({ shop: "down", "zone-b": "down" });
		await connect([{ name: "zone-b", is: "unchanged", signals: errorsOf("zone-b") }]);
		const assessment = await assess();
		expect(reasonOf(assessment)).toMatchObject({
			action: "investigate",
			rule: "as-bad-elsewhere",
			text: expect.stringContaining("zone-b, where this release did not go, got worse as well"),
		});
		expect(assessment.judgement).toMatchObject({ verdict: "not-enough-evidence", blame: [{ suspect: "unknown", seenIn: "zone-b" }] });
	});

	test("the verdict stays over a restart and a quiet time, until a person takes it off; the audit says who and what", async () => {
		world = await createWorld();
		await lay({ shop: "bad" });
		await connect([]);
		const bad = await assess();
		expect(reasonOf(bad).rule).toBe("judge-bad");
		calmDown();
		const quiet = await assess();
		expect(reasonOf(quiet)).toMatchObject({ action: "roll-back", rule: "judge-bad" });
		expect(quiet.judgement).toMatchObject({ verdict: "bad", isWorse: false, latchedAt: bad.judgement?.latchedAt });

		expect(await takeOff()).toBe("good");
		expect(await assess()).toMatchObject({ decision: { action: "none" }, judgement: { verdict: "not-enough-evidence", latchedAt: null } });
		expect((await withStore((store) => store.audit.list(0, 100))).at(-1)).toMatchObject({
			by: "ana@laptop",
			action: "release.record",
			subject: "shop/production/v3",
			detail: {
				standing: "good",
				reason: "the campaign was announced",
				isOverride: true,
				takenOff: expect.stringContaining("of requests fail"),
			},
		});
		expect(await world.ask((app) => app.verifyAudit())).toMatchObject({ ok: true });
	});

	test("only a person of the level takes it off, where the config names levels; what was bad before that latches no more", async () => {
		world = await createWorld();
		await lay({ shop: "bad" });
		await connect([], [], {}, { escalation: [{ level: 1, contacts: ["ana"] }], contacts: { ana: {} } });
		await assess();
		await expect(takeOff("bo@laptop")).rejects.toMatchObject({ code: "policy.level-too-low", fix: expect.stringContaining("level 1") });
		expect(reasonOf(await assess()).rule).toBe("judge-bad");
		expect(await takeOff("ana@desk")).toBe("good");
		expect((await assess()).judgement?.verdict).toBe("not-enough-evidence");
	});

	test("a person names the release by the label that the screen shows, whatever id it is kept under", async () => {
		world = await createWorld();
		const id = "c0ffee".padEnd(40, "0");
		const known = { ...SHOP, id, label: "v3", commit: id, deployedAt: null, deployedBy: null, targets: {}, schemaRevision: null };
		await withStore(async ({ ledger, judgements }) => {
			await ledger.record({ ...known, standing: "unknown", standingReason: null, isRecorded: true });
			await ledger.mark(SHOP, id, "bad", "the judge", false);
			await judgements.save(
				SHOP,
				judgementOf(id, { verdict: "bad", isWorse: true, text: "Worse.", latchedAt: "2026-11-21T03:00:00.000Z" }),
			);
		});
		expect(await takeOff()).toBe("good");
		await withStore(async ({ ledger, judgements }) => {
			expect((await ledger.list(SHOP, 9)).filter(({ label }) => label === "v3")).toMatchObject([{ id, standing: "good" }]);
			expect(await judgements.get(SHOP, id)).toMatchObject({ verdict: "not-enough-evidence", latchedAt: null });
		});
	});

	test("what is compared and cannot be read is said, and never taken for well", async () => {
		world = await createWorld();
		await lay({ shop: "bad" });
		const nowhere = { errors: { sql: { ...errorsOf("stripe").errors.sql, url: "sqlite:nowhere.db" } } };
		await connect([{ name: "stripe", is: "dependency", signals: nowhere }]);
		const { judgement } = await assess();
		expect(judgement?.text).toContain("stripe could not be measured");
		expect(judgement?.confidence).toBeLessThan(0.9);
	});
});
