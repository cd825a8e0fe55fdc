import {
	CreateAliasCommand,
	CreateFunctionCommand,
	DeleteFunctionCommand,
	GetAliasCommand,
	LambdaClient,
	PublishVersionCommand,
	UpdateAliasCommand,
	UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { connectionTo, motoUrl, uniqueName } from "./at.ts";
import { type ProxiedCall, startProxy, type TroubleProxy } from "./proxy.ts";

/** One function with the versions 1, 2 and 3 and the alias `live` at 3, behind a proxy. */
export interface LambdaWorld {
	readonly proxy: TroubleProxy;
	readonly name: string;
	live(): Promise<string>;
	/** What a second actor does. */
	move(version: string, weights?: Readonly<Record<string, number>>): Promise<void>;
	weights(): Promise<Readonly<Record<string, number>>>;
	remove(version: string): Promise<void>;
	dispose(): Promise<void>;
}

/** ZIP files that differ by their comment (PKWARE APPNOTE 4.3.16: the end-of-directory record alone). */
const zipOf = (text: string): Uint8Array =>
	Buffer.concat([Buffer.from(`504b0506${"00".repeat(16)}`, "hex"), Buffer.from([text.length, 0]), Buffer.from(text)]);

export async function lambdaWorld(): Promise<LambdaWorld> {
	const lambda = connectionTo().client(LambdaClient, "lambda");
	const name = uniqueName("resize");
	const named = { FunctionName: name, Name: "live" };
	const read = () => lambda.send(new GetAliasCommand(named));
	let changes = 0;
	const isAlias = ({ name: call }: ProxiedCall) => call.includes("/aliases/");
	const proxy = await startProxy(motoUrl(), {
		// A stub of what moto does not do: Lambda's answer for an alias that keeps nothing warm, and a revision of the alias that changes with it and is compared.
		refuse(call) {
			if (call.name.endsWith("/provisioned-concurrency")) return [404, "ProvisionedConcurrencyConfigNotFoundException"];
			const isOld = call.name.startsWith("PUT ") && JSON.parse(call.body).RevisionId !== `revision-${changes}`;
			return isOld ? [412, "PreconditionFailedException"] : null;
		},
		amend(call, answered) {
			if (!isAlias(call)) return answered;
			if (call.name.startsWith("PUT ")) changes += 1;
			return JSON.stringify({ ...JSON.parse(answered), RevisionId: `revision-${changes}` });
		},
	});
	const common = { Runtime: "nodejs22.x", Handler: "index.handler", Role: await roleArn() } as const;
	const environment = { Variables: { KEY: "secret-value" } };
	await lambda.send(new CreateFunctionCommand({ FunctionName: name, Code: { ZipFile: zipOf("1") }, ...common, Environment: environment }));
	for (const tag of ["1", "2", "3"]) {
		if (tag !== "1") await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zipOf(tag) }));
		await lambda.send(new PublishVersionCommand({ FunctionName: name, Description: `v${tag}` }));
	}
	await lambda.send(new CreateAliasCommand({ ...named, FunctionVersion: "3" }));
	return {
		proxy,
		name,
		live: async () => (await read()).FunctionVersion ?? "",
		weights: async () => (await read()).RoutingConfig?.AdditionalVersionWeights ?? {},
		async move(version, weights = {}) {
			changes += 1;
			await lambda.send(
				new UpdateAliasCommand({ ...named, FunctionVersion: version, RoutingConfig: { AdditionalVersionWeights: weights } }),
			);
		},
		async remove(version) {
			await lambda.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: version }));
		},
		dispose: () => proxy.close(),
	};
}

/** moto wants a role that there is. */
async function roleArn(): Promise<string> {
	const { CreateRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
	const principal = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
	const document = JSON.stringify({ Version: "2012-10-17", Statement: [principal] });
	const made = await connectionTo()
		.client(IAMClient, "iam")
		.send(new CreateRoleCommand({ RoleName: uniqueName("role"), AssumeRolePolicyDocument: document }));
	return made.Role?.Arn ?? "";
}
