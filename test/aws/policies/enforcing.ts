import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { vi } from "vitest";
import { AwsConnection } from "../../../src/aws/connection.ts";
import { awsAt, uniqueName } from "../at.ts";
import { startMoto } from "../moto.ts";

/** Who asks. */
export interface Keys {
	readonly id: string;
	readonly secret: string;
}

/** A moto server of its own that lets through only what IAM allows. */
export interface EnforcingMoto {
	readonly url: string;
	/** May do everything. */
	readonly admin: Keys;
	/** A new user with exactly this policy. */
	userWith(policy: object): Promise<Keys>;
	stop(): Promise<void>;
}

const EVERYTHING = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

export async function startEnforcingMoto(): Promise<EnforcingMoto> {
	const moto = await startMoto();
	const makeUser = async (policy: object): Promise<Keys> => {
		const iam = new AwsConnection(awsAt(moto.url)).client(IAMClient, "iam");
		const UserName = uniqueName("user");
		await iam.send(new CreateUserCommand({ UserName }));
		await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "its", PolicyDocument: JSON.stringify(policy) }));
		const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
		if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined) throw new Error("no access key was made");
		return { id: AccessKey.AccessKeyId, secret: AccessKey.SecretAccessKey };
	};
	const admin = await makeUser(EVERYTHING);
	// From the first call on everything is asked for its rights (docs.getmoto.org, "IAM-like access control").
	await fetch(`${moto.url}/moto-api/reset-auth`, { method: "POST", body: "0" });
	return {
		url: moto.url,
		admin,
		async userWith(policy) {
			actAs(admin);
			return await makeUser(policy);
		},
		stop: () => moto.stop(),
	};
}

/** From now on connections find these keys; `vi.unstubAllEnvs()` ends it. */
export function actAs({ id, secret }: Keys): void {
	vi.stubEnv("AWS_ACCESS_KEY_ID", id);
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", secret);
}
