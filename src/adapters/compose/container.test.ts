import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { VersionedTarget } from "../../core/adapter.ts";
import type { Step } from "../../core/step.ts";
import { adapterContext } from "../../testing/adapter-context.ts";
import { docker, startDocker } from "../../testing/services/docker.ts";
import { releaseImage } from "../../testing/services/docker-image.ts";
import { requireService } from "../../testing/services/requirement.ts";
import { bringAbout, callFor, stepsOf } from "../../testing/step-driver.ts";
import { composeAdapter } from "./index.ts";

const isHere = requireService("docker").available;

/** Options of every kind that `docker run` takes and this engine, without a bridge, can carry out. */
const OPTIONS = [
	"--env=SECRET=hunter2 with blanks",
	"--env=MULTI=one\ntwo",
	"--env=HTTP_PROXY=http://user:pass@proxy",
	"--env=EMPTY=",
	'--label=owner=it\'s "mine"; $(id)',
	"--label=hostile=--upload-pack=touch /tmp/x",
	"--tmpfs=/scratch:size=1m",
	"--restart=on-failure:3",
	"--cap-add=NET_ADMIN",
	"--cap-drop=MKNOD",
	"--ulimit=nofile=100:200",
	"--memory=64m",
	"--cpus=0.5",
	"--pids-limit=50",
	"--shm-size=32m",
	"--user=1:1",
	"--workdir=/tmp",
	"--hostname=shop.example",
	"--stop-timeout=3",
	"--stop-signal=SIGINT",
	"--log-opt=max-size=1m",
	"--init",
	"--read-only",
	"--expose=9000",
	"--publish=127.0.0.1:18080:80",
	"--add-host=db:10.0.0.1",
	"--dns=10.0.0.2",
	"--security-opt=no-new-privileges",
	'--health-cmd=test -n "$SECRET"',
	"--health-interval=1s",
	"--oom-score-adj=100",
];

describe.skipIf(!isHere)("a container of `docker run` on a real Docker engine", { timeout: 180_000 }, () => {
	let host: string;
	let name: string;
	let images: { readonly v1: string; readonly v2: string };
	let target: VersionedTarget;

	beforeEach(async () => {
		host = (await startDocker()).host;
		name = `shop-${randomBytes(3).toString("hex")}`;
		images = { v1: releaseImage(host, `${name}/api:v1`, "v1"), v2: releaseImage(host, `${name}/api:v2`, "v2") };
		const connected = await composeAdapter.connect({ container: name, host }, adapterContext(tmpdir()));
		if (connected.kind !== "versioned") throw new Error("a compose target is versioned");
		target = connected;
	});
	afterEach(() => {
		const left = docker(host, "ps", "--all", "--quiet")
			.split("\n")
			.filter((id) => id !== "");
		if (left.length > 0) docker(host, "rm", "--force", "--volumes", ...left);
	});
	afterAll(async () => await (await startDocker()).stop());

	const run = (...options: readonly string[]) => docker(host, "run", "--detach", "--name", name, "--network=none", ...options);
	const read = (container: string, format: string) => docker(host, "inspect", "--format", format, container);
	const stepsToV1 = async (): Promise<readonly Step[]> => {
		const to = (await target.history(10)).find((release) => release.id === images.v1);
		if (!to) throw new Error("history does not show v1");
		return stepsOf("compose", await target.propose({ kind: "return", to }));
	};

	test("every option comes along, and no secret is in a step", async () => {
		run(...OPTIONS, `${name}/api:v2`);
		const options = "{{json .HostConfig}}";
		const before = read(name, options);
		const variables = JSON.parse(read(name, "{{json .Config.Env}}"));
		const steps = await stepsToV1();
		expect(JSON.stringify(steps)).not.toMatch(/hunter2|user:pass/);
		await bringAbout(target, steps);
		expect(JSON.parse(read(name, options))).toEqual(JSON.parse(before));
		const now: readonly string[] = JSON.parse(read(name, "{{json .Config.Env}}"));
		expect([...now].sort()).toEqual(variables.map((entry: string) => entry.replace("RELEASE=v2", "RELEASE=v1")).sort());
		expect(JSON.parse(read(name, "{{json .Config.Labels}}"))).toEqual({
			owner: 'it\'s "mine"; $(id)',
			hostile: "--upload-pack=touch /tmp/x",
		});
		expect(read(name, "{{.Image}} {{.Config.User}} {{.Config.Hostname}} {{.Config.StopSignal}}")).toBe(
			`${images.v1} 1:1 shop.example SIGINT`,
		);
	});

	test("the bad container is kept stopped under a name that says so, and no restart policy brings it back", async () => {
		run("--restart=always", `${name}/api:v2`);
		await bringAbout(target, await stepsToV1());
		expect(read(`${name}-v2-bad`, "{{.State.Status}} {{.HostConfig.RestartPolicy.Name}} {{.Image}}")).toBe(`exited no ${images.v2}`);
		expect(read(name, "{{.HostConfig.RestartPolicy.Name}}")).toBe("always");
	});

	test("an overridden command and entrypoint come along; the image's own follow the image", async () => {
		run("--entrypoint=/bin/sh", `${name}/api:v2`, "-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait; done");
		await bringAbout(target, await stepsToV1());
		expect(JSON.parse(read(name, "[{{json .Config.Entrypoint}}, {{json .Config.Cmd}}]"))).toEqual([
			["/bin/sh"],
			["-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait; done"],
		]);
	});

	test("data in volumes comes along, also in one without a name", async () => {
		run("--volume=/data", `--mount=type=volume,source=${name}-named,target=/named`, `${name}/api:v2`);
		docker(host, "exec", name, "sh", "-c", "echo kept > /data/file; echo too > /named/file");
		await bringAbout(target, await stepsToV1());
		expect(docker(host, "exec", name, "cat", "/data/file", "/named/file")).toBe("kept\ntoo");
	});

	test("networks, aliases and a fixed address come along", async () => {
		const networks = [`${name}-front`, `${name}-back`] as const;
		docker(host, "network", "create", "--subnet=10.213.7.0/24", networks[0]);
		docker(host, "network", "create", networks[1]);
		try {
			const address = [`--network=${networks[0]}`, "--ip=10.213.7.9", "--network-alias=shop"];
			docker(host, "run", "--detach", "--name", name, ...address, `${name}/api:v2`);
			docker(host, "network", "connect", "--alias=api", networks[1], name);
			await bringAbout(target, await stepsToV1());
			const format = (network: string) => `{{with index .NetworkSettings.Networks "${network}"}}{{.IPAddress}} {{index .Aliases 0}}{{end}}`;
			expect(read(name, format(networks[0]))).toBe("10.213.7.9 shop");
			expect(read(name, format(networks[1]))).toMatch(/ api$/);
		} finally {
			docker(host, "rm", "--force", ...docker(host, "ps", "--all", "--quiet").split("\n"));
			docker(host, "network", "rm", ...networks);
		}
	});

	test("a port that somebody else took is told, and the step can be applied again once it is free", async () => {
		const network = `${name}-front`;
		docker(host, "network", "create", network);
		const server = createServer();
		try {
			const port = await new Promise<number>((resolve) => {
				server.listen(0, "127.0.0.1", () => resolve(Number(Object(server.address()).port)));
			});
			await new Promise((resolve) => server.close(resolve));
			docker(host, "run", "--detach", "--name", name, `--network=${network}`, `--publish=127.0.0.1:${port}:80`, `${name}/api:v2`);
			const [create, swap] = await stepsToV1();
			if (!create || !swap) throw new Error("two steps were expected");
			await target.apply(create, callFor());
			docker(host, "stop", name);
			await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
			await expect(target.apply(swap, callFor())).rejects.toThrow(expect.objectContaining({ code: "compose.port-taken" }));
			await new Promise((resolve) => server.close(resolve));
			expect((await target.observe(swap, callFor())).state).toBe("untouched");
			await bringAbout(target, [swap]);
			expect((await target.current()).id).toBe(images.v1);
		} finally {
			server.close();
			docker(host, "rm", "--force", ...docker(host, "ps", "--all", "--quiet").split("\n"));
			docker(host, "network", "rm", network);
		}
	});

	test("a container of `--rm` is swapped too, and the plan warns that it cannot be kept", async () => {
		run("--rm", "--volume=/data", `${name}/api:v2`);
		docker(host, "exec", name, "sh", "-c", "echo kept > /data/file");
		const to = (await target.history(10)).find((release) => release.id === images.v1);
		if (!to) throw new Error("history does not show v1");
		const proposal = await target.propose({ kind: "return", to });
		expect(proposal.kind === "steps" && proposal.warnings.join()).toMatch(/--rm/);
		await bringAbout(target, stepsOf("compose", proposal));
		expect(docker(host, "exec", name, "cat", "/data/file")).toBe("kept");
	});

	test("the swap goes on from wherever it was left", async () => {
		run(`${name}/api:v2`);
		const [create, swap] = await stepsToV1();
		if (!create || !swap) throw new Error("two steps were expected");
		await target.apply(create, callFor());
		expect((await target.observe(create, callFor())).state).toBe("landed");
		docker(host, "rename", name, `${name}-v2-bad`);
		expect((await target.observe(swap, callFor())).state).toBe("untouched");
		docker(host, "stop", `${name}-v2-bad`);
		docker(host, "rename", `${name}-backout-next`, name);
		expect((await target.observe(create, callFor())).state).toBe("landed");
		expect((await target.observe(swap, callFor())).state).toBe("untouched");
		await bringAbout(target, [swap]);
		expect((await target.current()).id).toBe(images.v1);
	});

	test("a container that Compose made is refused: its file must be changed instead", async () => {
		run("--label=com.docker.compose.project=shop", "--label=com.docker.compose.service=api", `${name}/api:v2`);
		const to = { id: images.v1, label: "v1", commit: null, digest: null, deployedAt: null, unavailable: null };
		expect(await target.propose({ kind: "return", to })).toMatchObject({ kind: "refused", rule: "belongs-to-compose" });
	});
});
