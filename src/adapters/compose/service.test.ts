import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { adapterContext } from "../../testing/adapter-context.ts";
import { type ComposeWorld, composeWorld } from "../../testing/fixtures/compose-world.ts";
import { docker, startDocker } from "../../testing/services/docker.ts";
import { makeImage } from "../../testing/services/docker-image.ts";
import { requireService } from "../../testing/services/requirement.ts";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import { composeAdapter } from "./index.ts";

const isHere = requireService("docker").available && requireService("docker-compose").available;
const file = (image: string, more = "") => `services:\n  api:\n    image: ${image}\n    network_mode: none\n${more}`;

describe.skipIf(!isHere)("a Compose service on a real Docker engine", { timeout: 180_000 }, () => {
	let world: ComposeWorld;
	beforeEach(async () => {
		world = await composeWorld();
	});
	afterEach(() => world.dispose());
	afterAll(async () => await (await startDocker()).stop());

	const deployed = (more = "") => {
		world.write("compose.yaml", file(`${world.name}/api:v2`, more));
		world.up();
	};

	test("the hand commands, pasted into a shell, do what the steps do", async () => {
		deployed();
		const target = await world.target();
		const steps = await world.stepsTo(target, world.images.v1);
		for (const step of steps) {
			const { status, stderr } = spawnSync("sh", ["-c", step.command], { encoding: "utf8", cwd: "/" });
			expect([step.command, status, stderr.includes("rror")]).toEqual([step.command, 0, false]);
		}
		expect(world.live()).toEqual([world.images.v1]);
		expect(world.read("compose.yaml")).toBe(file(`${world.name}/api:v1`));
		await bringAbout(target, steps);
	});

	test("a tag from .env is written there, and the next plain `up` keeps the release", async () => {
		world.write(".env", "# set by CI\nTAG=v2 # now\nSECRET=hunter2\n");
		world.write("compose.yaml", file(`${world.name}/api:\${TAG}`));
		world.up();
		const target = await world.target();
		const steps = await world.stepsTo(target, world.images.v1);
		expect(JSON.stringify(steps)).not.toContain("hunter2");
		await bringAbout(target, steps);
		expect(world.read(".env")).toBe("# set by CI\nTAG=v1 # now\nSECRET=hunter2\n");
		world.up();
		expect(world.live()).toEqual([world.images.v1]);
	});

	test("a tag that comes from nowhere we may write goes into an override file that the next plain `up` reads", async () => {
		world.write("compose.yaml", file(`${world.name}/api:\${TAG:-v2}`));
		world.up();
		const target = await world.target();
		await bringAbout(target, await world.stepsTo(target, world.images.v1));
		expect(world.read("compose.override.yaml")).toContain(`${world.name}/api:v1`);
		world.up();
		expect(world.live()).toEqual([world.images.v1]);
		await bringAbout(target, await world.stepsTo(target, world.images.v2));
		expect(world.live()).toEqual([world.images.v2]);
	});

	test("as many containers as there were come back", async () => {
		deployed();
		world.up("--scale", "api=3");
		const target = await world.target();
		await bringAbout(target, await world.stepsTo(target, world.images.v1));
		expect(world.live()).toEqual([world.images.v1, world.images.v1, world.images.v1]);
	});

	test("`up` ended at any moment is taken up again, and one container of the release is left", async () => {
		deployed();
		const target = await world.target();
		const [write, up] = await world.stepsTo(target, world.images.v1);
		if (!write || !up) throw new Error("two steps were expected");
		await target.apply(write, callFor());
		for (const afterMs of [1_000, 1_800]) {
			const call = callFor({ signal: AbortSignal.timeout(afterMs) });
			await target.apply(up, call).catch(() => undefined);
			expect(await call.survivors()).toEqual([]);
			expect(["untouched", "landing", "landed"]).toContain((await target.observe(up, callFor())).state);
		}
		await bringAbout(target, [write, up]);
		expect(world.live()).toEqual([world.images.v1]);
	});

	test("a release that ends at once is broken, told with its last words", async () => {
		deployed();
		const dying = makeImage(world.host, `${world.name}/api:v0`, { changes: ['CMD ["/bin/sh","-c","echo config missing >&2; exit 3"]'] });
		const target = await world.target();
		await expect(bringAbout(target, await world.stepsTo(target, dying))).rejects.toThrow(
			/broken: .*ended with exit code 3; its last lines:\nconfig missing/,
		);
	});

	test("a health check decides: a release that says it is unwell does not land", async () => {
		deployed('    healthcheck: { test: "test $$RELEASE = v2", interval: 1s, retries: 1 }\n');
		const target = await world.target();
		await expect(bringAbout(target, await world.stepsTo(target, world.images.v1))).rejects.toThrow(/is unhealthy/);
		await bringAbout(target, await world.stepsTo(target, world.images.v2));
		expect(world.live()).toEqual([world.images.v2]);
	});

	test("an image that lost its tag to a newer one is named again and returned to", async () => {
		const tag = (from: string, to: string) => docker(world.host, "tag", `${world.name}/api:${from}`, `${world.name}/api:${to}`);
		tag("v1", "latest");
		docker(world.host, "image", "rm", `${world.name}/api:v1`);
		world.write("compose.yaml", file(`${world.name}/api:latest`));
		world.up();
		const target = await world.target();
		const to = await target.current();
		tag("v2", "latest");
		world.up();
		expect(world.live()).toEqual([world.images.v2]);
		const steps = stepsOf("compose", await target.propose({ kind: "return", to }));
		expect(steps.map((step) => step.id)).toEqual(["1-tag", "2-write", "3-up"]);
		await bringAbout(target, steps);
		expect(world.live()).toEqual([world.images.v1]);
		world.up();
		expect(world.live()).toEqual([world.images.v1]);
	});

	test("a tag that was moved between plan and apply is refused, and nothing is written", async () => {
		deployed();
		const target = await world.target();
		const [write] = await world.stepsTo(target, world.images.v1);
		if (!write) throw new Error("no step");
		docker(world.host, "tag", `${world.name}/api:v2`, `${world.name}/api:v1`);
		await expect(target.apply(write, callFor())).rejects.toThrow(expect.objectContaining({ code: "compose.moved" }));
		expect(world.read("compose.yaml")).toBe(file(`${world.name}/api:v2`));
	});

	test("a previous container that still exists stopped is started again, and the bad one is kept stopped", async () => {
		const previous = docker(
			world.host,
			"create",
			"--network=none",
			"--name",
			`${world.name}_api_previous_container`,
			`${world.name}/api:v1`,
		);
		docker(world.host, "start", previous);
		docker(world.host, "stop", previous);
		deployed();
		const target = await world.target();
		const steps = await world.stepsTo(target, world.images.v1);
		expect(steps.map((step) => step.id)).toEqual(["1-write", "2-switch"]);
		await bringAbout(target, steps);
		expect(docker(world.host, "inspect", "--format", "{{.State.Running}}", previous)).toBe("true");
		expect(world.live()).toEqual([]);
		expect((await target.current()).id).toBe(world.images.v1);
		docker(world.host, "rm", "--force", previous);
	});

	test("a forced clean redeploy makes a new container of the same release", async () => {
		deployed();
		const before = docker(world.host, "ps", "--quiet", "--filter", `label=com.docker.compose.project=${world.name}`);
		const target = await world.target();
		await bringAbout(target, await world.stepsTo(target, world.images.v2, { force: true }));
		expect(docker(world.host, "ps", "--quiet", "--filter", `label=com.docker.compose.project=${world.name}`)).not.toBe(before);
		expect(world.live()).toEqual([world.images.v2]);
	});

	test("a file that Compose refuses, a service that is not there and a dead daemon are each told with the fix", async () => {
		deployed();
		const target = await world.target();
		const to = await target.current();
		await expect((await world.target({ service: "apii" })).current()).rejects.toThrow(/no service "apii"/);
		world.write("compose.yaml", `${file(`${world.name}/api:v2`)}    imagee: x\n`);
		await expect(target.propose({ kind: "return", to })).rejects.toThrow(expect.objectContaining({ code: "compose.file-invalid" }));
		const dead = await world.target({ host: "unix:///nowhere/docker.sock" });
		await expect(dead.current()).rejects.toThrow(expect.objectContaining({ code: "compose.daemon-unreachable" }));
		const [finding] = await dead.check(AbortSignal.timeout(10_000));
		expect(finding).toMatchObject({ ok: false, fix: expect.stringContaining("systemctl start docker") });
	});
});

test("a docker command that hangs, or answers with nonsense, is told within the deadline", async () => {
	const directory = mkdtempSync(join(tmpdir(), "backout-fake-docker-"));
	const fake = (script: string) => {
		writeFileSync(join(directory, "docker"), `#!/bin/sh\n${script}\n`);
		chmodSync(join(directory, "docker"), 0o755);
	};
	const path = process.env["PATH"];
	process.env["PATH"] = `${directory}:${path}`;
	try {
		const target = await composeAdapter.connect({ container: "shop" }, adapterContext(directory));
		if (target.kind !== "versioned") throw new Error("a compose target is versioned");
		fake("exec sleep 60");
		const [finding] = await target.check(AbortSignal.timeout(300));
		expect(finding).toMatchObject({ ok: false, detail: expect.stringContaining("was stopped") });
		fake("echo '<html>proxy</html>'");
		await expect(target.current()).rejects.toThrow(expect.objectContaining({ code: "compose.odd-answer" }));
		fake("echo '[{}]'");
		await expect(target.current()).rejects.toThrow(expect.objectContaining({ code: "compose.odd-answer" }));
	} finally {
		process.env["PATH"] = path;
		rmSync(directory, { recursive: true, force: true });
	}
});
