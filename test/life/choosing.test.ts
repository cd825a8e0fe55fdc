import { afterEach, describe, expect, test } from "vitest";
import type { PlanRequest } from "../../src/app/index.ts";
import type { Plan } from "../../src/core/plan.ts";
import { HISTORY } from "../world/platform.ts";
import { createWorld, known, SHOP, type World } from "../world/world.ts";

let world: World;
afterEach(() => world.remove());

const planned = (wish: Partial<PlanRequest> = {}): Promise<Plan> =>
	world.ask((app) => app.plan(SHOP, { kind: "roll-back", to: null, badCommit: null, only: null, isAutomatic: false, ...wish }));

describe("which release a rollback returns to", () => {
	test("the newest that is known good, not the one before", async () => {
		world = await createWorld({}, true);
		await known(world, "v1", "good");
		await known(world, "v2", "bad");
		const plan = await planned();
		expect(plan.to?.id).toBe("v1");
		expect(plan.warnings).toContainEqual(expect.stringContaining("This also takes back what came between: v2"));
	});

	test("on the first day nothing is known good: a person is warned, automation is refused", async () => {
		world = await createWorld({}, true);
		const plan = await planned();
		expect(plan).toMatchObject({ to: { id: "v2" }, refused: null });
		expect(plan.warnings).toContainEqual(expect.stringContaining("v2 is not known to be good"));
		expect((await planned({ isAutomatic: true })).refused?.rule).toBe("not-known-good");
	});

	test("a release that must never come back is refused with why, and is not chosen either", async () => {
		world = await createWorld();
		await world.backout(["record", "shop", "v2", "--never", "--reason", "CVE-2026-1", "--override"]);
		const wanted = await world.json(["plan", "shop", "--to", "v2"]);
		expect(wanted).toMatchObject({ code: 3, value: { refused: { rule: "never", reason: expect.stringContaining("CVE-2026-1") } } });
		expect((await planned()).to?.id).toBe("v1");
	});

	test("a bad one comes back only by name, under a loud warning", async () => {
		world = await createWorld();
		await known(world, "v1", "bad");
		const plan = await planned({ to: "v1" });
		expect(plan).toMatchObject({ to: { id: "v1" }, refused: null });
		expect(plan.warnings).toContainEqual(expect.stringMatching(/^DANGER: v1 is marked bad/));
	});

	test("the same release, an unknown one and none at all are refused with what to do", async () => {
		world = await createWorld();
		expect((await planned({ to: "v3" })).refused).toMatchObject({ rule: "same-release" });
		expect((await planned({ to: "v22" })).refused).toMatchObject({ rule: "unknown-release", fix: expect.stringContaining("v2") });
		await world.write("releases-api", `${JSON.stringify(HISTORY[0])}\n`);
		const none = await world.json(["run", "shop", "--yes"]);
		expect(none.code).toBe(3);
		expect(none.text("refused.fix")).not.toBe("");
		expect(await world.deploys()).toEqual([]);
	});

	test("a release that is gone is refused by name, and the next best is offered with a warning", async () => {
		world = await createWorld({
			releases: HISTORY.map((release) => (release.id === "v2" ? { ...release, unavailable: "the image was pruned" } : release)),
		});
		const wanted = await planned({ to: "v2" });
		expect(wanted.refused).toMatchObject({ rule: "release-unavailable", reason: expect.stringContaining("the image was pruned") });
		const plan = await planned();
		expect(plan.to?.id).toBe("v1");
		expect(plan.warnings).toContainEqual(
			expect.stringContaining("v2 is good and newer, but cannot be returned to: api: the image was pruned"),
		);
	});

	test("--commit names what to leave, --to what to return to; an unknown commit and both together are usage faults", async () => {
		world = await createWorld({}, true);
		await world.ask((app) =>
			app.record(SHOP, {
				label: "v2",
				commit: "2222222222222222222222222222222222222222",
				deployedAt: HISTORY[1]?.deployedAt ?? null,
				by: "ci",
				schemaRevision: null,
				standing: null,
				reason: null,
				isOverride: false,
			}),
		);
		expect((await planned({ badCommit: "2222222" })).to?.id).toBe("v1");
		expect(await world.json(["plan", "shop", "--commit", "9999999"])).toMatchObject({
			code: 2,
			value: { error: { code: "plan.unknown-commit" } },
		});
		expect(await world.json(["plan", "shop", "--commit", "2222222", "--to", "v1"])).toMatchObject({
			code: 2,
			value: { error: { code: "usage.to-and-commit" } },
		});
	});

	test("--only rolls one target back and says that the other stays; an unknown or empty one is refused", async () => {
		world = await createWorld({ targets: ["api", "worker"] });
		const run = await world.json(["run", "shop", "--yes", "--only", "worker"]);
		expect(run.code).toBe(0);
		expect([await world.live("api"), await world.live("worker")]).toEqual(["v3", "v2"]);
		expect((await planned({ only: ["wrker"] })).refused).toMatchObject({ rule: "unknown-target" });
		expect(await world.json(["plan", "shop", "--only", ","])).toMatchObject({ code: 3 });
	});

	test("an unknown service, environment or release name is answered with the nearest", async () => {
		world = await createWorld();
		expect(await world.json(["plan", "shp"])).toMatchObject({ code: 2, value: { error: { fix: expect.stringContaining("shop") } } });
		expect(await world.json(["plan", "shop", "-e", "prod"])).toMatchObject({
			code: 2,
			value: { error: { fix: expect.stringContaining("production") } },
		});
	});
});
