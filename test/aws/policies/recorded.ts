import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { type AwsCall, awsCalls } from "../../../src/aws/calls.ts";
import { permissionsOf } from "../../../src/aws/permissions.ts";

/** Operations that only read are called so (the SDK's own naming). */
const READS = /:(Get|List|Describe|Head|Filter|BatchGet|Lookup|Search|StartQuery)/;

const policyShape = z.strictObject({
	Version: z.literal("2012-10-17"),
	Statement: z.array(
		z.strictObject({ Sid: z.string(), Effect: z.literal("Allow"), Action: z.array(z.string()).min(1), Resource: z.literal("*") }),
	),
});

/** An IAM policy document as `deploy/aws/` holds it. */
export type Policy = z.output<typeof policyShape>;

/** The permissions that were needed while `act` ran, sorted, each once. */
export async function permissionsDuring(act: () => Promise<void>): Promise<readonly string[]> {
	const seen = new Set<string>();
	const listen = (call: unknown): void => {
		for (const permission of permissionsOf(call as AwsCall)) seen.add(permission);
	};
	awsCalls.subscribe(listen);
	try {
		await act();
	} finally {
		awsCalls.unsubscribe(listen);
	}
	return [...seen].sort();
}

/** The policy that allows exactly these. */
export function policyOf(permissions: readonly string[]): Policy {
	const statement = (Sid: string, Action: readonly string[]) =>
		Action.length === 0 ? [] : [{ Sid, Effect: "Allow" as const, Action: [...Action], Resource: "*" as const }];
	const isRead = (permission: string) => READS.test(permission);
	return {
		Version: "2012-10-17",
		Statement: [
			...statement("BackoutReads", permissions.filter(isRead)),
			...statement(
				"BackoutWrites",
				permissions.filter((permission) => !isRead(permission)),
			),
		],
	};
}

const fileOf = (kind: string) => new URL(`../../../deploy/aws/${kind}.json`, import.meta.url);

/** The policy in the repository; null when there is none. */
export function committedPolicy(kind: string): Policy | null {
	const file = fileOf(kind);
	return existsSync(file) ? policyShape.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

export function writePolicy(kind: string, policy: Policy): void {
	writeFileSync(fileOf(kind), `${JSON.stringify(policy, null, "\t")}\n`);
}
