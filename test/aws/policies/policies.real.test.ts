import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { AdapterWorld } from "../../../src/testing/adapter-contract.ts";
import { drive } from "./drive.ts";
import { actAs, type EnforcingMoto, startEnforcingMoto } from "./enforcing.ts";
import { FIXTURES } from "./kinds.ts";
import { AWS_ADAPTERS, type AwsAdapter, allowedBy, committedPolicy } from "./policy.ts";
import { permissionsDuring } from "./recorded.ts";

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
async function worldUnder(kind: AwsAdapter, policy: object) {
	vi.stubEnv("BACKOUT_TEST_MOTO_URL", enforcing.url);
	actAs(enforcing.admin);
	const made = await FIXTURES[kind].create();
	world = made;
	const { previous, state } = made;
	actAs(await enforcing.userWith(policy));
	return { previous, target: await FIXTURES[kind].reconnect(state) };
}

describe.each(AWS_ADAPTERS)("deploy/aws/%s.json", (kind) => {
	test("holds everything that the adapter is seen to call in a rollback and its way back", async () => {
		const made = await FIXTURES[kind].create();
		world = made;
		const { target, previous } = made;
		const needed = await permissionsDuring(() => drive(kind, target, previous));
		const allowed = allowedBy(committedPolicy(kind));
		expect(needed.filter((permission) => !allowed.includes(permission))).toEqual([]);
		expect(needed.length).toBeGreaterThan(3);
	});

	test("is enough: the adapter works under exactly it", async () => {
		const { target, previous } = await worldUnder(kind, committedPolicy(kind));
		await drive(kind, target, previous);
	});

	test("without its writes the adapter fails by naming the permission", async () => {
		const policy = committedPolicy(kind);
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
