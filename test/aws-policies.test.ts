import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AWS_KINDS, allowedBy, committedPolicy, policyOf, writePolicy } from "./aws/policies/policy.ts";
import { writtenPermissions } from "./aws/policies/written-calls.ts";
import { read, root } from "./world/documents.ts";

describe.each(AWS_KINDS)("deploy/aws/%s.json", (kind) => {
	test("allows every call that the adapter's code can make and no other; UPDATE_POLICIES=1 writes it anew", () => {
		const written = policyOf(writtenPermissions(kind));
		if (process.env["UPDATE_POLICIES"] === "1") writePolicy(kind, written);
		expect(committedPolicy(kind)).toEqual(written);
		expect(allowedBy(written).filter((permission) => permission.includes("*"))).toEqual([]);
	});
});

test("there is one policy for each adapter that uses the SDK, and the page names it", () => {
	const adapters = readdirSync(`${root}/src/adapters`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const speaking = adapters.flatMap((entry) => {
		const file = `${entry.parentPath}/${entry.name}`.slice(root.length);
		return /@aws-sdk\//.test(read(file)) ? [file.split("/")[2] ?? ""] : [];
	});
	expect([...new Set(speaking)].toSorted()).toEqual([...AWS_KINDS]);
	expect(readdirSync(`${root}/deploy/aws`).toSorted()).toEqual(["README.md", ...AWS_KINDS.map((kind) => `${kind}.json`)]);
});
