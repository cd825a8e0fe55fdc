import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { startBackout } from "../world/command-line.ts";
import { openWorld, type World } from "./world.ts";

const assessed = z.object({
	decision: z.object({ action: z.string(), reasons: z.array(z.object({ rule: z.string(), text: z.string() })) }),
	signals: z.array(
		z.object({ name: z.string(), state: z.string(), text: z.string(), reading: z.object({ excerpt: z.string().optional() }) }),
	),
});

async function assess(world: World) {
	const directory = mkdtempSync(join(tmpdir(), "backout-ready-"));
	try {
		const target = { name: "api", kubernetes: { deployment: "shop", kubeconfig: world.kubeconfig } };
		const config = { version: 1, services: { shop: { environments: { test: { targets: [target] } } } } };
		writeFileSync(join(directory, "backout.yaml"), JSON.stringify(config));
		const { stdout, all } = await startBackout(["assess", "shop", "--json"], { directory }).ended;
		const parsed = assessed.safeParse(JSON.parse(stdout));
		if (!parsed.success) throw new Error(`${parsed.error.message}: ${all}`);
		return parsed.data;
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

test("a release whose pods crash is rolled back by what its own pods say, without any check in the config", async () => {
	await using world = await openWorld();
	await world.releases({ kind: "Deployment", name: "shop" }, [{ tag: "v1" }, { tag: "v2", behaviour: "crash" }]);
	const { decision, signals } = await assess(world);
	expect(signals).toHaveLength(1);
	expect(signals[0]).toMatchObject({ name: "api is ready", state: "abnormal" });
	expect(signals[0]?.reading.excerpt ?? "").not.toBe("");
	expect(decision.action).toBe("roll-back");
	expect(decision.reasons[0]?.rule).toBe("not-ready");
	expect(decision.reasons[0]?.text).toMatch(/shop-\S+: shop (waits: CrashLoopBackOff|ended|was started again)/);
});

test("a release whose pods are ready is told so, and is still not said to be well", async () => {
	await using world = await openWorld();
	await world.releases({ kind: "Deployment", name: "shop" }, [{ tag: "v1" }, { tag: "v2" }]);
	const { decision, signals } = await assess(world);
	expect(signals[0]).toMatchObject({ state: "normal", text: "2 of 2 pods are available" });
	expect(decision).toMatchObject({ action: "investigate", reasons: [expect.objectContaining({ rule: "unprotected" })] });
	expect(decision.reasons[0]?.text).toContain("api is ready: 2 of 2 pods are available");
});
