import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
	CreateAliasCommand,
	CreateFunctionCommand,
	GetAliasCommand,
	LambdaClient,
	PublishVersionCommand,
	UpdateAliasCommand,
	UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import type { Scene, SceneParts } from "./scene.ts";

const FUNCTION = "resize";
const ALIAS = "live";
/** An empty ZIP file: its end-of-directory record alone (PKWARE APPNOTE 4.3.16). */
const EMPTY_ZIP = Buffer.from(`504b0506${"00".repeat(18)}`, "hex");

/** One function behind an alias; the runbook's three commands (seed 002). */
export async function lambdaScene({ aws, place }: SceneParts): Promise<Scene> {
	const lambda = aws.client(LambdaClient, "lambda");
	const code = { ZipFile: EMPTY_ZIP };
	const common = { Runtime: "nodejs22.x", Role: await roleArn(aws), Handler: "index.handler" } as const;
	await lambda.send(new CreateFunctionCommand({ FunctionName: FUNCTION, Code: code, ...common }));
	await lambda.send(new PublishVersionCommand({ FunctionName: FUNCTION, Description: "v1" }));
	await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ...code }));
	await lambda.send(new PublishVersionCommand({ FunctionName: FUNCTION, Description: "v2" }));
	await lambda.send(new CreateAliasCommand({ FunctionName: FUNCTION, Name: ALIAS, FunctionVersion: "1" }));
	const named = { FunctionName: FUNCTION, Name: ALIAS };
	const flags = ["--function-name", FUNCTION, "--name", ALIAS];
	return {
		name: "Lambda",
		target: { lambda: { function: FUNCTION, alias: ALIAS, ...place } },
		byHand: [
			["lambda", "list-versions-by-function", "--function-name", FUNCTION],
			["lambda", "update-alias", ...flags, "--function-version", "1"],
			["lambda", "get-alias", ...flags],
		],
		to: "v1",
		async deployBad() {
			await lambda.send(new UpdateAliasCommand({ ...named, FunctionVersion: "2" }));
		},
		isGood: async () => (await lambda.send(new GetAliasCommand(named))).FunctionVersion === "1",
	};
}

/** moto wants a role that there is. */
async function roleArn(aws: SceneParts["aws"]): Promise<string> {
	const principal = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
	const document = JSON.stringify({ Version: "2012-10-17", Statement: [principal] });
	const { Role } = await aws
		.client(IAMClient, "iam")
		.send(new CreateRoleCommand({ RoleName: FUNCTION, AssumeRolePolicyDocument: document }));
	return Role?.Arn ?? "";
}
