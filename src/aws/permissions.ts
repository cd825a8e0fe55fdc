import type { AwsCall } from "./calls.ts";

/**
 * Calls whose permission has another name than the operation (docs.aws.amazon.com/service-authorization: Amazon S3, ECS, Lambda). A call that is not here needs
 * the permission of its own name.
 */
const OTHERWISE: Readonly<Record<string, (input: object) => readonly string[]>> = {
	"s3:ListObjectsV2": () => ["s3:ListBucket"],
	"s3:HeadBucket": () => ["s3:ListBucket"],
	"s3:ListObjectVersions": () => ["s3:ListBucketVersions"],
	"s3:HeadObject": (input) => [ofVersion(input, "s3:GetObject")],
	"s3:GetObject": (input) => [ofVersion(input, "s3:GetObject")],
	"s3:GetObjectTagging": (input) => [ofVersion(input, "s3:GetObjectTagging", "s3:GetObjectVersionTagging")],
	"s3:DeleteObject": (input) => [ofVersion(input, "s3:DeleteObject")],
	"s3:DeleteObjects": () => ["s3:DeleteObject"],
	"s3:CopyObject": (input) => {
		const isVersion = "CopySource" in input && String(input.CopySource).includes("versionId=");
		const tags = isVersion ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging";
		return ["s3:PutObject", isVersion ? "s3:GetObjectVersion" : "s3:GetObject", "s3:PutObjectTagging", tags];
	},
	// The roles of a task or a function are handed to the service.
	"ecs:RegisterTaskDefinition": () => ["ecs:RegisterTaskDefinition", "iam:PassRole"],
};

function ofVersion(input: object, permission: string, versioned = `${permission}Version`): string {
	return "VersionId" in input && input.VersionId !== undefined ? versioned : permission;
}

/** The IAM permissions that a call needs, the call's own first. */
export function permissionsOf({ service, operation, input }: AwsCall): readonly string[] {
	const name = `${service}:${operation}`;
	return OTHERWISE[name]?.(typeof input === "object" && input !== null ? input : {}) ?? [name];
}
