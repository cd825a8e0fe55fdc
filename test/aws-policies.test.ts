import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AWS_ADAPTERS, AWS_SIGNALS, allowedBy, committedPolicy, policyOf, writePolicy } from "./aws/policies/policy.ts";
import { writtenPermissions } from "./aws/policies/written-calls.ts";
import { read, root } from "./world/documents.ts";

const KINDS = [...AWS_ADAPTERS, ...AWS_SIGNALS];

describe.each(KINDS)("deploy/aws/%s.json", (kind) => {
	test("allows every call that its code can make and no other; UPDATE_POLICIES=1 writes it anew", () => {
		const written = policyOf(writtenPermissions(kind));
		if (process.env["UPDATE_POLICIES"] === "1") writePolicy(kind, written);
		expect(committedPolicy(kind)).toEqual(written);
		expect(allowedBy(written).filter((permission) => permission.includes("*"))).toEqual([]);
	});
});

test("there is one policy for each adapter and signal that uses the SDK, and the page names it", () => {
	const rooms = ["adapters", "signals"].flatMap((room) => readdirSync(`${root}src/${room}`, { recursive: true, withFileTypes: true }));
	const speaking = rooms.flatMap((entry) => {
		const file = `${entry.parentPath}/${entry.name}`.slice(root.length);
		if (!entry.isFile() || !/@aws-sdk\//.test(read(file))) return [];
		const [, room, name = ""] = file.split("/");
		return [room === "signals" ? (name.split(/[-.]/)[0] ?? "") : name];
	});
	expect([...new Set(speaking)].toSorted()).toEqual(KINDS.toSorted());
	expect(readdirSync(`${root}deploy/aws`).toSorted()).toEqual(["README.md", ...KINDS.map((kind) => `${kind}.json`)].toSorted());
});
