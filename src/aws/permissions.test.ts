import { expect, test } from "vitest";
import { permissionsOf } from "./permissions.ts";

const of = (service: string, operation: string, input: unknown = {}) => permissionsOf({ service, operation, input });

test("a call needs the permission of its own name, where nothing else is known", () => {
	expect(of("ecs", "UpdateService")).toEqual(["ecs:UpdateService"]);
});

test("S3 has names of its own, and others for versions", () => {
	expect(of("s3", "ListObjectsV2", { Bucket: "site" })).toEqual(["s3:ListBucket"]);
	expect(of("s3", "HeadObject", { Key: "a" })).toEqual(["s3:GetObject"]);
	expect(of("s3", "HeadObject", { Key: "a", VersionId: "1" })).toEqual(["s3:GetObjectVersion"]);
	expect(of("s3", "GetObjectTagging", { Key: "a", VersionId: "1" })).toEqual(["s3:GetObjectVersionTagging"]);
	expect(of("s3", "DeleteObject", { Key: "a", VersionId: "1" })).toEqual(["s3:DeleteObjectVersion"]);
	expect(of("s3", "CopyObject", { CopySource: "site/a?versionId=1" })).toContain("s3:GetObjectVersion");
	expect(of("s3", "CopyObject", { CopySource: "backup/v1/a" })).toContain("s3:GetObject");
});

test("a task definition is registered with the right to hand its roles over", () => {
	expect(of("ecs", "RegisterTaskDefinition")).toEqual(["ecs:RegisterTaskDefinition", "iam:PassRole"]);
});
