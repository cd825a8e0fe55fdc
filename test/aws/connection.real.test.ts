import { DescribeServicesCommand, ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { type AwsCall, awsCalls } from "../../src/aws/calls.ts";
import { AwsConnection } from "../../src/aws/connection.ts";
import { awsErrorName } from "../../src/aws/faults.ts";
import { BackoutError } from "../../src/core/error.ts";
import { awsAt, connectionTo } from "./at.ts";
import { startProxy, type TroubleProxy } from "./proxy.ts";

let proxy: TroubleProxy | null = null;
afterEach(async () => {
	vi.unstubAllEnvs();
	await proxy?.close();
	proxy = null;
});

async function troubled(): Promise<{ readonly proxy: TroubleProxy; readonly aws: AwsConnection }> {
	proxy = await startProxy(inject("moto"));
	return { proxy, aws: connectionTo(proxy.url) };
}

const caught = async (asked: Promise<unknown>): Promise<BackoutError> => {
	const thrown = await asked.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (!(thrown instanceof BackoutError)) throw new Error(`expected a BackoutError, got ${String(thrown)}`);
	return thrown;
};

describe("a connection to AWS", () => {
	test("answers, and tells of every call by IAM's name of the service", async () => {
		const told: AwsCall[] = [];
		const listen = (call: unknown) => void told.push(call as AwsCall);
		awsCalls.subscribe(listen);
		await connectionTo().client(ECSClient, "ecs").send(new ListClustersCommand({}));
		awsCalls.unsubscribe(listen);
		expect(told).toEqual([{ service: "ecs", operation: "ListClusters", input: {} }]);
	});

	test("an error of a service keeps AWS's own name and words", async () => {
		const ecs = connectionTo().client(ECSClient, "ecs");
		const fault = await caught(ecs.send(new DescribeServicesCommand({ cluster: "nope", services: ["api"] })));
		expect(awsErrorName(fault)).toBe("ClusterNotFoundException");
		expect(fault.message).toContain("ecs:DescribeServices (region eu-west-1");
		expect(fault.message).toContain("Cluster not found");
	});

	test("throttling and 5xx are tried again until they pass", async () => {
		const { proxy, aws } = await troubled();
		proxy.trouble({ when: ({ name }) => name === "ListClusters", times: 2, kind: "throttled" });
		proxy.trouble({ when: ({ name }) => name === "ListClusters", times: 1, kind: "unavailable" });
		await aws.client(ECSClient, "ecs").send(new ListClustersCommand({}));
		expect(proxy.calls.map(({ name }) => name)).toEqual(["ListClusters", "ListClusters", "ListClusters", "ListClusters"]);
	});

	test("what stays throttled ends as such, and may be tried again", async () => {
		const { proxy, aws } = await troubled();
		proxy.trouble({ when: () => true, times: Number.POSITIVE_INFINITY, kind: "throttled" });
		const fault = await caught(aws.client(ECSClient, "ecs").send(new ListClustersCommand({})));
		expect([fault.code, fault.retryable]).toEqual(["aws.throttled", true]);
	});

	test.each([
		["denied", "aws.access-denied", "ecs:ListClusters"],
		["expired", "aws.login-expired", "aws sso login"],
	] as const)("%s: %s, and the fix names what is needed", async (kind, code, named) => {
		const { proxy, aws } = await troubled();
		proxy.trouble({ when: () => true, times: Number.POSITIVE_INFINITY, kind });
		const fault = await caught(aws.client(ECSClient, "ecs").send(new ListClustersCommand({})));
		expect(fault.code).toBe(code);
		expect(`${fault.message} ${fault.fix}`).toContain(named);
	});

	test("a REST service in XML is understood as well", async () => {
		const { proxy, aws } = await troubled();
		proxy.trouble({ when: () => true, times: Number.POSITIVE_INFINITY, kind: "denied" });
		const fault = await caught(aws.client(S3Client, "s3").send(new ListBucketsCommand({})));
		expect(fault.code).toBe("aws.access-denied");
	});

	test("no credentials, no region, no such profile: each says what to give", async () => {
		for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"]) vi.stubEnv(name, undefined);
		vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
		vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
		vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
		const ask = (settings: ConstructorParameters<typeof AwsConnection>[0]) =>
			caught(new AwsConnection(settings).client(ECSClient, "ecs").send(new ListClustersCommand({})));
		expect((await ask(awsAt())).code).toBe("aws.no-credentials");
		const unknown = await ask({ ...awsAt(), profile: "prodd" });
		expect(unknown.code).toBe("aws.no-credentials");
		expect(unknown.fix).toContain("prodd");
		expect((await ask({ endpoint: awsAt().endpoint })).code).toBe("aws.no-region");
	});

	test("a role is assumed with its external ID, once for all clients, and its secrets are told to the masker", async () => {
		proxy = await startProxy(inject("moto"));
		const secrets: string[] = [];
		const masker = { add: (secret: string) => void secrets.push(secret) };
		const assumeRole = { arn: "arn:aws:iam::123456789012:role/backout", externalId: "outside-7" };
		const aws = new AwsConnection({ ...awsAt(proxy.url), assumeRole }, masker);
		const ask = () => aws.client(ECSClient, "ecs").send(new ListClustersCommand({}));
		await Promise.all([ask(), ask()]);
		await ask();
		expect(proxy.calls.filter(({ name }) => name === "AssumeRole").map(({ body }) => new URLSearchParams(body).get("ExternalId"))).toEqual([
			"outside-7",
		]);
		expect(secrets).toHaveLength(2);
	});

	test("a host that is away is named", async () => {
		const fault = await caught(connectionTo("http://127.0.0.1:9").client(ECSClient, "ecs").send(new ListClustersCommand({})));
		expect([fault.code, fault.retryable]).toEqual(["aws.unreachable", true]);
		expect(fault.fix).toContain("http://127.0.0.1:9");
	});
});
