import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { AwsConnection } from "../../src/aws/connection.ts";

export const REGION = "eu-west-1";

process.env["AWS_ACCESS_KEY_ID"] ??= "testing";
process.env["AWS_SECRET_ACCESS_KEY"] ??= "testing-secret";

/** The suite's moto server, or the one that a test put in its place by BACKOUT_TEST_MOTO_URL. Only inside vitest. */
export function motoUrl(): string {
	return process.env["BACKOUT_TEST_MOTO_URL"] ?? inject("moto");
}

/** It as AWS settings for a target's config. */
export function awsAt(endpoint: string = motoUrl()) {
	return { region: REGION, endpoint } as const;
}

/** The SDK, spoken to as tests do it: not through the adapter. */
export function connectionTo(endpoint?: string): AwsConnection {
	return new AwsConnection(awsAt(endpoint));
}

/** A name that no other test has: `shop-3fa9c1`. */
export function uniqueName(word: string): string {
	return `${word}-${randomBytes(3).toString("hex")}`;
}
