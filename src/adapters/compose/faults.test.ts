import { expect, test } from "vitest";
import { faultOf, lastWords } from "./faults.ts";

const output = (stderr: string, more: { readonly ended?: "timeout" | "aborted" } = {}) => ({
	exitCode: more.ended ? null : 1,
	stdout: "",
	stderr,
	durationMs: 15_000,
	ended: more.ended ?? null,
});
const fault = (stderr: string) => faultOf(["docker-compose", "up"], output(stderr), "service api");

// What the tools really print (Docker 20.10 and 28, Compose 1.29.2 and 2.40), shortened where they repeat themselves.
const SAID: readonly (readonly [string, string])[] = [
	["compose.daemon-unreachable", "Cannot connect to the Docker daemon at unix:///nope.sock. Is the docker daemon running?"],
	[
		"compose.daemon-unreachable",
		"Traceback (most recent call last):\n  File \"/usr/bin/docker-compose\", line 33\ndocker.errors.DockerException: Error while fetching server API version: ('Connection aborted.', FileNotFoundError(2, 'No such file or directory'))",
	],
	[
		"compose.permission-denied",
		"docker.errors.DockerException: Error while fetching server API version: ('Connection aborted.', PermissionError(13, 'Permission denied'))",
	],
	["compose.permission-denied", "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock"],
	["compose.v1-too-old", "Traceback (most recent call last):\n  File \"compose/service.py\", line 1579\nKeyError: 'ContainerConfig'"],
	["compose.v1-broken", "docker.errors.DockerException: Error while fetching server API version: Not supported URL scheme http+docker"],
	[
		"compose.port-taken",
		"Error response from daemon: driver failed programming external connectivity: Bind for 0.0.0.0:80 failed: port is already allocated",
	],
	["compose.name-taken", 'Conflict. The container name "/api" is already in use by container "0123"'],
	["compose.image-gone", "Error response from daemon: No such image: shop/api:v1"],
	["compose.image-gone", "pull access denied for shop/api, repository does not exist or may require 'docker login'"],
	[
		"compose.file-invalid",
		"ERROR: The Compose file './compose.yaml' is invalid because:\nUnsupported config option for services.api: 'imagee'",
	],
	["compose.file-invalid", "validating /srv/compose.yaml: services.api additional properties 'imagee' not allowed"],
	["compose.service-not-found", "ERROR: No such service: apii"],
	["compose.disk-full", "write /var/lib/docker/tmp/x: no space left on device"],
	["compose.command-failed", "something new"],
];

test("what Docker and Compose say becomes an error with a code, the thing and the fix", () => {
	for (const [code, said] of SAID) {
		const error = fault(said);
		expect([said, error.code]).toEqual([said, code]);
		expect(error.message).toContain("service api");
		expect(error.fix).not.toBe("");
		expect(error.message).not.toContain("Traceback");
	}
});

test("a tool that hangs is told as such, and may be tried again", () => {
	const error = faultOf(["docker", "ps"], output("", { ended: "timeout" }), "the list of containers");
	expect(error).toMatchObject({ code: "compose.timeout", retryable: true });
	expect(error.message).toBe("the list of containers: `docker ps` did not end in time after 15 s");
});

test("the telling line of a long output is kept, and no more than 300 characters of it", () => {
	expect(lastWords("Pulling\nERROR: for api  no space\nsee the docs")).toBe("ERROR: for api  no space");
	expect(lastWords("x".repeat(5_000))).toHaveLength(300);
	expect(lastWords(" \n")).toBe("it said nothing");
});
