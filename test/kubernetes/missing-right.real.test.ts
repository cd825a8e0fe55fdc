import { describe, expect, test } from "vitest";
import { MANIFESTS } from "../../src/adapters/kubernetes/rights/manifests.ts";
import { type ManifestName, plainText, recordedOf } from "../../src/adapters/kubernetes/rights/names.ts";
import type { Purpose } from "../../src/adapters/kubernetes/rights/purpose.ts";
import type { Finding } from "../../src/core/adapter.ts";
import { BackoutError } from "../../src/core/error.ts";
import { type Account, letDo, makeAccount } from "./rbac/account.ts";
import { carryOut, connect, look } from "./rbac/drive.ts";
import { rightsOf } from "./rbac/render.ts";
import type { Scenario, Stage } from "./rbac/scenario.ts";
import { SCENARIOS } from "./rbac/scenarios/in-order.ts";
import { openWorld } from "./world.ts";

/** One right that is taken away, and what it was for. */
interface Taken {
	readonly manifest: ManifestName;
	readonly purpose: Purpose;
	readonly right: string;
}

/** A Deployment shows what read.yaml and references.yaml are for; the others what is their own. What a chart holds is an example, and no promise. */
function takenFrom({ form, own, under, spares = [] }: Scenario): readonly Taken[] {
	const shown = form === "deployment" ? under : under.filter((name) => name === own || name.endsWith("-pause"));
	return shown.flatMap((manifest) =>
		MANIFESTS[manifest].purposes.flatMap((purpose) => {
			const recorded = (recordedOf(form)[manifest] ?? []).map(plainText);
			return purpose.rights
				.filter((right) => recorded.includes(right) && !spares.includes(right))
				.map((right) => ({ manifest, purpose, right }));
		}),
	);
}

describe("with one right taken away", () => {
	// The right to list in all namespaces is no namespace's; the unit tests of the steering take it away.
	const once = SCENARIOS.filter(({ own }) => own !== "argo-cd-anywhere");
	test.each(once)("$title: what is missing is named with its file, and nothing is half done", { timeout: 600_000 }, async (scenario) => {
		await using world = await openWorld();
		const stage = await scenario.prepare(world);
		const account = await makeAccount(world, "poor");
		const all = rightsOf(scenario.under);
		const everyOne = takenFrom(scenario);
		expect(everyOne.length).toBeGreaterThan(2);
		for (const taken of everyOne) {
			await letDo(
				world,
				account,
				all.filter((right) => right !== taken.right),
				[taken.right],
			);
			const before = await stage.live();
			const played = await playedWithout(stage, account);
			expect({ right: taken.right, ...told(played, taken), played }).toEqual({ right: taken.right, ...wanted(taken, scenario), played });
			if (played.refused !== null && !isLast(taken, scenario)) expect([taken.right, await stage.live()]).toEqual([taken.right, before]);
			// Without a plan nothing can have been written.
			if (played.warnings !== null) await stage.reset();
		}
	});
});

/** What came of it. */
interface Played {
	readonly findings: readonly Finding[];
	/** What the plan warns of; null when there is none. */
	readonly warnings: readonly string[] | null;
	/** Why it was not carried out, and what to do; null when it was. */
	readonly refused: string | null;
}

/** Check is asked as a person does the day before; then it is looked at and carried out. */
async function playedWithout(stage: Stage, { kubeconfig }: Account): Promise<Played> {
	const findings = await (await connect(stage, kubeconfig)).check(AbortSignal.timeout(30_000));
	let warnings: readonly string[] | null = null;
	try {
		const { proposal } = await look(stage, kubeconfig);
		if (proposal.kind !== "steps") return { findings, warnings, refused: JSON.stringify(proposal) };
		({ warnings } = proposal);
		await carryOut(stage, kubeconfig, proposal);
		return { findings, warnings, refused: null };
	} catch (thrown) {
		if (!(thrown instanceof BackoutError)) throw thrown;
		return { findings, warnings, refused: `${thrown.message}; ${thrown.fix}` };
	}
}

/** How a missing right showed: in check, in the plan, and in what stopped it. */
function told({ findings, warnings, refused }: Played, { manifest }: Taken) {
	const file = `${manifest}.yaml`;
	const missing = findings.filter(({ ok }) => !ok);
	return {
		isToldByCheck: missing.some(({ fix }) => fix?.includes(file)),
		doesCheckFail: missing.some(({ isOptional }) => isOptional !== true),
		isWarnedOf: warnings?.some((warning) => warning.includes(file)) ?? false,
		isCarriedOut: refused === null,
		isRefusalNamed: refused === null || refused.includes(file),
	};
}

/** A help is missed, and said; without what is needed nothing is carried out. */
function wanted({ purpose, manifest, right }: Taken, { stoppedBy = [] }: Scenario): ReturnType<typeof told> {
	const isKnowledge = (purpose.isTriedBySteering && purpose.isOptional) || manifest === "references";
	return {
		isToldByCheck: true,
		doesCheckFail: !purpose.isOptional,
		isWarnedOf: isKnowledge,
		isCarriedOut: purpose.isOptional && !stoppedBy.includes(right),
		isRefusalNamed: true,
	};
}

/** Pods are taken away after the traffic: when that is refused the traffic has moved already, and the step says so. So it is with what only sees the end. */
function isLast({ right }: Taken, { stoppedBy = [] }: Scenario): boolean {
	return right === "patch deployments.apps/scale" || stoppedBy.includes(right);
}
