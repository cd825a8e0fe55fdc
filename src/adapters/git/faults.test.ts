import { describe, expect, test } from "vitest";
import type { Output } from "../../core/runtime.ts";
import { gitFault } from "./faults.ts";

function failed(stderr: string, stdout = ""): Output {
	return { exitCode: 1, stdout, stderr, durationMs: 10, ended: null };
}

describe("what git and a remote say becomes an error with a fix", () => {
	test.each([
		["git.moved", "", "!\tabc:refs/heads/main\t[rejected] (stale info)\nDone"],
		["git.moved", "", "!\tabc:refs/heads/main\t[remote rejected] (cannot lock ref 'refs/heads/main': is at a but expected b)"],
		[
			"git.protected-branch",
			"remote: error: GH006: Protected branch update failed for refs/heads/main.",
			"!\tx\t[remote rejected] (protected branch hook declined)",
		],
		[
			"git.protected-branch",
			"remote: GitLab: You are not allowed to push code to protected branches on this project.",
			"!\tx\t[remote rejected] (pre-receive hook declined)",
		],
		["git.push-declined", "remote: freeze until Monday", "!\tx\t[remote rejected] (pre-receive hook declined)"],
		["git.no-access", "fatal: could not read Username for 'https://host': terminal prompts disabled", ""],
		["git.no-access", "git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.", ""],
		[
			"git.no-access",
			"remote: Permission to o/r.git denied to bot.\nfatal: unable to access 'https://host/o/r/': The requested URL returned error: 403",
			"",
		],
		["git.host-key", "Host key verification failed.\nfatal: Could not read from remote repository.", ""],
		["git.remote-not-found", "ERROR: Repository not found.\nfatal: Could not read from remote repository.", ""],
		["git.remote-unreachable", "fatal: unable to access 'https://host/': Could not resolve host: host", ""],
		["git.remote-unreachable", "ssh: connect to host h port 22: Connection timed out\nfatal: Could not read from remote repository.", ""],
		[
			"git.clone-not-writable",
			"error: insufficient permission for adding an object to repository database .git/objects\nfatal: unable to write loose object",
			"",
		],
		["git.clone-not-writable", "fatal: unable to write loose object file: No space left on device", ""],
		["git.push-declined", "remote: fatal: unable to create thread: No space left on device", "!\tx\t[remote rejected] (unpacker error)"],
		["git.failed", "fatal: something new", ""],
	])("%s: %s %s", (code, stderr, stdout) => {
		const fault = gitFault(failed(stderr, stdout), "push main to origin");
		expect(fault.code).toBe(code);
		expect(fault.message).toContain("push main to origin");
		expect(fault.fix).not.toBe("");
	});

	test("in the remote's own words", () => {
		const fault = gitFault(
			failed("remote: deploy freeze until Monday, ask Rui\nerror: failed to push", "!\tx\t[remote rejected] (pre-receive hook declined)"),
			"push",
		);
		expect(fault.message).toContain("deploy freeze until Monday, ask Rui");
		expect(fault.message).not.toContain("failed to push");
	});

	test("without credentials, and without anything that a terminal would obey", () => {
		const { message } = gitFault(failed("remote: \u001b[2Jhttps://bot:canary-secret@host/x\u0007"), "push");
		expect(message).toContain("https://host/x");
		expect(message).not.toContain("canary-secret");
		expect([...message].every((character) => character >= " ")).toBe(true);
	});

	test("a git that did not answer in time may be tried again", () => {
		const fault = gitFault({ exitCode: null, stdout: "", stderr: "", durationMs: 60_000, ended: "timeout" }, "ask origin for main");
		expect(fault).toMatchObject({ code: "git.timeout", retryable: true });
		expect(fault.message).toBe("ask origin for main: git did not answer in time (after 60 s)");
	});
});
