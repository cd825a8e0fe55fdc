import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

/** The adapters that speak to AWS. */
export const AWS_ADAPTERS = ["ecs", "lambda"] as const;
export type AwsAdapter = (typeof AWS_ADAPTERS)[number];
/** The signals that do. */
export const AWS_SIGNALS = ["cloudwatch"] as const;
export type AwsKind = AwsAdapter | (typeof AWS_SIGNALS)[number];

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

/** The policy that allows exactly these. */
export function policyOf(permissions: readonly string[]): Policy {
	const sorted = [...new Set(permissions)].sort();
	const statement = (Sid: string, Action: readonly string[]) =>
		Action.length === 0 ? [] : [{ Sid, Effect: "Allow" as const, Action: [...Action], Resource: "*" as const }];
	const isRead = (permission: string) => READS.test(permission);
	return {
		Version: "2012-10-17",
		Statement: [
			...statement("BackoutReads", sorted.filter(isRead)),
			...statement(
				"BackoutWrites",
				sorted.filter((permission) => !isRead(permission)),
			),
		],
	};
}

const fileOf = (kind: AwsKind) => new URL(`../../../deploy/aws/${kind}.json`, import.meta.url);

/** The policy in the repository. */
export function committedPolicy(kind: AwsKind): Policy {
	return policyShape.parse(JSON.parse(readFileSync(fileOf(kind), "utf8")));
}

/** Everything it allows. */
export function allowedBy({ Statement }: Policy): readonly string[] {
	return Statement.flatMap(({ Action }) => Action);
}

export function writePolicy(kind: AwsKind, policy: Policy): void {
	writeFileSync(fileOf(kind), `${JSON.stringify(policy, null, "\t")}\n`);
}
