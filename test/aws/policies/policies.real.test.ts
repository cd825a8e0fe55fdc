import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { AdapterWorld } from "../../../src/testing/adapter-contract.ts";
import { drive } from "./drive.ts";
import { actAs, type EnforcingMoto, startEnforcingMoto } from "./enforcing.ts";
import { FIXTURES } from "./kinds.ts";
import { committedPolicy, permissionsDuring, policyOf, writePolicy } from "./recorded.ts";

let world: AdapterWorld | null = null;
let enforcing: EnforcingMoto;

beforeAll(async () => {
	enforcing = await startEnforcingMoto();
});
afterAll(() => enforcing.stop());
afterEach(async () => {
	await world?.dispose();
	world = null;
	vi.unstubAllEnvs();
});

/** A world on the moto that asks for rights, and its target as the policy's user reaches it. */
async function worldUnder(kind: keyof typeof FIXTURES, policy: object) {
	vi.stubEnv("BACKOUT_TEST_MOTO_URL", enforcing.url);
	actAs(enforcing.admin);
	const made = await FIXTURES[kind].create();
	world = made;
	const { previous, state } = made;
	actAs(await enforcing.userWith(policy));
	return { previous, target: await FIXTURES[kind].reconnect(state) };
}

describe.each(Object.keys(FIXTURES) as (keyof typeof FIXTURES)[])("deploy/aws/%s.json", (kind) => {
	test("allows what the adapter was seen to call and nothing else; UPDATE_POLICIES=1 writes it anew", async () => {
		const made = await FIXTURES[kind].create();
		world = made;
		const { target, previous } = made;
		const recorded = policyOf(await permissionsDuring(() => drive(kind, target, previous)));
		if (process.env["UPDATE_POLICIES"] === "1") writePolicy(kind, recorded);
		expect(committedPolicy(kind)).toEqual(recorded);
	});

	test("is enough: the adapter works under exactly it", async () => {
		const policy = committedPolicy(kind);
		if (policy === null) throw new Error(`there is no deploy/aws/${kind}.json`);
		const { target, previous } = await worldUnder(kind, policy);
		await drive(kind, target, previous);
	});

	test("without its writes the adapter fails by naming the permission", async () => {
		const policy = committedPolicy(kind);
		if (policy === null) throw new Error(`there is no deploy/aws/${kind}.json`);
		const reads = { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid === "BackoutReads") };
		const writes = policy.Statement.filter(({ Sid }) => Sid === "BackoutWrites").flatMap(({ Action }) => Action);
		const { target, previous } = await worldUnder(kind, reads);
		const thrown: unknown = await drive(kind, target, previous).then(
			() => null,
			(reason: unknown) => reason,
		);
		expect(thrown).toMatchObject({ code: "aws.access-denied" });
		const said = `${(thrown as { fix: string }).fix}`;
		expect(writes.filter((permission) => said.includes(permission))).not.toEqual([]);
	});
});
