import { describe, expect, test } from "vitest";
import { MANIFESTS } from "../../src/adapters/kubernetes/rights/manifests.ts";
import { type ManifestName, manifestPath } from "../../src/adapters/kubernetes/rights/names.ts";
import { type Account, goesBy, tokenOf } from "./rbac/account.ts";
import { thereAndBack } from "./rbac/drive.ts";
import { rightsOf } from "./rbac/render.ts";
import { SCENARIOS } from "./rbac/scenarios/in-order.ts";
import { openWorld, type World } from "./world.ts";

/** The committed files as a person applies them, and the account that they name; what is the whole cluster's goes again. */
async function applied(world: World, manifests: readonly ManifestName[]): Promise<Account & AsyncDisposable> {
	await world.kubectl("apply", "-f", "deploy/kubernetes/rbac/service-account.yaml");
	for (const name of manifests) await world.kubectl("apply", "-f", manifestPath(name));
	const account = await tokenOf(world, "backout", "backout");
	await goesBy(world, account, rightsOf(manifests));
	return {
		...account,
		async [Symbol.asyncDispose]() {
			for (const name of manifests.filter((one) => MANIFESTS[one].where === "cluster"))
				await world.kubectl("delete", "-f", manifestPath(name));
		},
	};
}

describe("under exactly the rights of deploy/kubernetes/rbac/, as the service account with its token", () => {
	test.each(SCENARIOS)("$title is checked, looked at, returned and brought back", async (scenario) => {
		await using world = await openWorld();
		const stage = await scenario.prepare(world);
		await using account = await applied(world, scenario.under);
		for (const { findings, proposal, evidence } of await thereAndBack(stage, account.kubeconfig, account.kubeconfig)) {
			expect(findings.filter(({ ok }) => !ok)).toEqual([]);
			expect(proposal.kind === "steps" ? proposal.warnings.filter((warning) => warning.includes("not known")) : proposal).toEqual([]);
			expect(evidence.filter(({ content }) => content.includes("forbidden"))).toEqual([]);
		}
	});
});
