import { describe, expect, test } from "vitest";
import { RECORDED } from "../../src/adapters/kubernetes/rights/recorded.ts";
import { auditedCalls } from "./audit.ts";
import { type Account, letDoEverything, makeAccount } from "./rbac/account.ts";
import { type Noted, recordingOf } from "./rbac/derive.ts";
import { thereAndBack } from "./rbac/drive.ts";
import { writeRecording } from "./rbac/manifest-files.ts";
import { SCENARIOS } from "./rbac/scenarios/in-order.ts";
import { openWorld, type World } from "./world.ts";

const noted: Noted[] = [];

/** The calls of an account that the log has; a last one of our own tells that it is complete. */
async function callsOf({ cluster, kubectl }: World, account: Account) {
	const { auditLog } = cluster;
	if (auditLog === null) throw new Error("a cluster that was given to us keeps no audit log here");
	await kubectl("auth", "whoami", "--kubeconfig", account.kubeconfig);
	const own = () => auditedCalls(auditLog, { user: account.user });
	await expect.poll(() => own().some(({ resource }) => resource === "selfsubjectreviews"), { timeout: 10_000 }).toBe(true);
	return own();
}

describe("what the adapter really calls", () => {
	test.each(SCENARIOS)("$title", async (scenario) => {
		await using world = await openWorld();
		const stage = await scenario.prepare(world);
		const [looker, runner] = [await makeAccount(world, "looker"), await makeAccount(world, "runner")];
		await using _everything = await letDoEverything(world, looker, runner);
		await thereAndBack(stage, looker.kubeconfig, runner.kubeconfig);
		noted.push({ scenario, looked: await callsOf(world, looker), carriedOut: await callsOf(world, runner) });
	});

	test("is what is written down, and in the manifests by that; UPDATE_RBAC=1 writes both anew", () => {
		const recording = recordingOf(noted);
		if (process.env["UPDATE_RBAC"] === "1") writeRecording(recording);
		else expect(recording).toEqual(RECORDED);
	});
});
