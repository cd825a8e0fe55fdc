import { describe, expect, test } from "vitest";
import { BackoutError } from "../core/error.ts";
import { awsErrorName, awsFault } from "./faults.ts";

const asked = { action: "ecs:UpdateService", settings: { region: "eu-west-1", profile: "prod" } };

function thrown(name: string, message: string, more: object = {}): Error {
	return Object.assign(new Error(message), { name, ...more });
}

describe("what AWS says, in our words", () => {
	test.each([
		["CredentialsProviderError", "Could not load credentials from any providers", {}, "aws.no-credentials", "--profile prod"],
		[
			"ExpiredTokenException",
			"The security token included in the request is expired",
			{},
			"aws.login-expired",
			"aws sso login --profile prod",
		],
		["TokenProviderError", "Token is expired. To refresh this SSO session run 'aws sso login'", {}, "aws.login-expired", "aws sso login"],
		["UnrecognizedClientException", "The security token included in the request is invalid.", {}, "aws.credentials-refused", "prod"],
		["ThrottlingException", "Rate exceeded", {}, "aws.throttled", "wait a minute"],
		["Error", "Region is missing", {}, "aws.no-region", "AWS_REGION"],
		[
			"Error",
			"getaddrinfo ENOTFOUND ecs.eu-wst-1.amazonaws.com",
			{ code: "ENOTFOUND" },
			"aws.unreachable",
			"eu-west-1 is the right region",
		],
		["InternalFailure", "oh", { $metadata: { httpStatusCode: 500 } }, "aws.unavailable", "health.aws.amazon.com"],
		["RequestTimeTooSkewed", "too far", { $metadata: { httpStatusCode: 403 } }, "aws.clock", "clock"],
		["AbortError", "Request aborted", {}, "aws.aborted", "ask again"],
		["ClusterNotFoundException", "Cluster not found.", { $metadata: { httpStatusCode: 400 } }, "aws.refused", "AWS's own words"],
	] as const)("%s: %s", (name, message, more, code, inFix) => {
		const fault = awsFault(thrown(name, message, more), asked);
		expect(fault.code).toBe(code);
		expect(fault.fix).toContain(inFix);
		expect(fault.message).toContain("ecs:UpdateService (region eu-west-1, profile prod): ");
		expect(awsErrorName(fault)).toBe(name);
	});

	test("a missing right is named as AWS names it, with who and on what", () => {
		const said =
			"User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/task because no identity-based policy allows the iam:PassRole action";
		const fault = awsFault(thrown("AccessDeniedException", said), asked);
		expect(fault.code).toBe("aws.access-denied");
		expect(fault.fix).toContain("allow arn:aws:iam::123456789012:user/ci `iam:PassRole` on arn:aws:iam::123456789012:role/task");
	});

	test("an explicit deny is told apart: one more permission would not help", () => {
		const said =
			"User: arn:x is not authorized to perform: ecs:UpdateService on resource: arn:y with an explicit deny in a service control policy";
		expect(awsFault(thrown("AccessDeniedException", said), asked).fix).toContain("denies it explicitly");
	});

	test("a bare 403 (S3 says no more) names the permission of the call", () => {
		const fault = awsFault(thrown("Forbidden", "UnknownError", { $metadata: { httpStatusCode: 403 } }), asked);
		expect([fault.code, fault.fix.includes("`ecs:UpdateService`")]).toEqual(["aws.access-denied", true]);
	});

	test("an error of ours passes as it is", () => {
		const own = new BackoutError({ code: "ecs.moved", message: "m", fix: "f" });
		expect(awsFault(own, asked)).toBe(own);
	});
});
