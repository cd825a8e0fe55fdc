import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { isBranchName, isCommitId, isRemoteAddress, isRemoteName, isShortCommitId, rollbackBranch } from "./ref-name.ts";

const NAMES = [
	"main",
	"release/2026.01",
	"a-b_c.d",
	"ünïcode",
	"with space",
	"a..b",
	".hidden",
	"a/.b",
	"a.lock",
	"a.lock/b",
	"a//b",
	"/a",
	"a/",
	"a.",
	"a~1",
	"a^",
	"a:b",
	"a?b",
	"a*b",
	"a[b",
	"a\\b",
	"a@{1}",
	"a\tb",
	"a\u007fb",
	"quote'\"",
	"$(id)",
];

function gitAccepts(name: string): boolean {
	try {
		execFileSync("git", ["check-ref-format", `refs/heads/${name}`]);
		return true;
	} catch {
		return false;
	}
}

describe("a branch name", () => {
	test.each(NAMES)("is judged as git itself judges it: %j", (name) => {
		expect(isBranchName(name)).toBe(gitAccepts(name));
	});

	test.each(["--upload-pack=touch x", "-d", "", "@", "HEAD"])("is never something git could take otherwise: %j", (name) => {
		expect(isBranchName(name)).toBe(false);
	});
});

describe("a rollback branch", () => {
	test.each([
		["v1.1.0", "rollback/v1.1.0"],
		["--upload-pack=touch /tmp/x", "rollback/upload-pack-touch-tmp-x"],
		["release/2026 week 3", "rollback/release-2026-week-3"],
		["a..b.lock", "rollback/a.b-lock"],
		["…", "rollback/release"],
	])("of the label %j is %j", (label, branch) => {
		expect(rollbackBranch(label)).toBe(branch);
		expect(isBranchName(branch)).toBe(true);
	});
});

test("a remote is a plain name or an address, never a helper program or an option", () => {
	expect(["origin", "team/fork"].every(isRemoteName)).toBe(true);
	expect(["--upload-pack=x", "-x", "ext::sh -c id", ""].some(isRemoteName)).toBe(false);
	expect(["https://host/shop.git", "git@host:shop.git", "ssh://git@host/shop", "/srv/shop.git"].every(isRemoteAddress)).toBe(true);
	expect(["ext::sh -c id", "-u", "origin", "ssh://-oProxyCommand=id/x", "git@host:-x"].some(isRemoteAddress)).toBe(false);
});

test("a commit id is hexadecimal and nothing else", () => {
	expect(isCommitId("a".repeat(40))).toBe(true);
	expect(isCommitId("a".repeat(39))).toBe(false);
	expect(isShortCommitId("abc1234")).toBe(true);
	expect(isShortCommitId("abc123")).toBe(false);
	expect(isShortCommitId("HEAD~1")).toBe(false);
});
