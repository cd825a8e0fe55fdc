import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BackoutError } from "../../core/error.ts";
import type { Docker } from "./client.ts";
import type { Container } from "./container.ts";
import { createArgs, furtherNetworks } from "./create-args.ts";
import { type Options, overrides, parseImageConfig, parseOptions, type RunConfig } from "./options.ts";
import type { PayloadOf } from "./payload.ts";
import { differences } from "./same.ts";

/** Names that steer the docker command itself or the loader: they must reach the container without being set for the command. */
const STEERING = /^(PATH|HOME|DOCKER_.*|LD_.*|GO[A-Z]+|.*_PROXY|.*_proxy|XDG_.*|SSH_.*|TMPDIR)$/;

interface Described {
	readonly options: Options;
	readonly image: RunConfig;
}

/** Makes the next container with the options of the one that runs; nothing is stopped. Throws `compose.moved`, `compose.not-same`. */
export async function createLike(docker: Docker, payload: PayloadOf<"create">): Promise<void> {
	const live = await docker.container(payload.name);
	if (live?.id !== payload.from) throw moved(payload.name, live);
	const half = await docker.container(payload.next);
	// Left by an apply that was killed: it never ran, so nothing is lost.
	if (half?.status === "created") await docker.run(["rm", half.id], payload.next);
	const old = await describe(docker, payload.from);
	await create(docker, payload, old);
	for (const { network, flags } of furtherNetworks(old.options)) {
		await docker.run(["network", "connect", ...flags, network, payload.next], `network ${network}`);
	}
	const unlike = differences(old, await describe(docker, payload.next));
	if (unlike.length === 0) return;
	await docker.run(["rm", payload.next], payload.next);
	throw new BackoutError({
		code: "compose.not-same",
		message: `a container like ${payload.name} cannot be made by the docker command: it would differ in ${unlike.join(", ")}; nothing was stopped`,
		fix: `recreate it the way it was first made (its \`docker run\` command or script) with the image ${payload.reference}`,
	});
}

/** The options in which the next container is not like the one that runs; empty when it is ready. */
export async function unlikeLive(docker: Docker, payload: PayloadOf<"create">): Promise<readonly string[]> {
	return differences(await describe(docker, payload.from), await describe(docker, payload.next));
}

async function describe(docker: Docker, id: string): Promise<Described> {
	const [container] = await docker.inspect("container", [id]);
	const options = parseOptions(container);
	const imageId = (await docker.container(id))?.imageId ?? "";
	const [image] = await docker.inspect("image", [imageId]);
	if (image !== undefined) return { options, image: parseImageConfig(image) };
	throw new BackoutError({
		code: "compose.image-gone",
		message: `the image of ${options.Name.replace(/^\//, "")} is no longer on this host, so its own settings cannot be told from the image's`,
		fix: "pull or load that image again, then plan again",
	});
}

/** Values of the environment go by this process's environment or a file only we can read, never by the arguments: those are shown by `ps` and kept in journals. */
async function create(docker: Docker, payload: PayloadOf<"create">, old: Described): Promise<void> {
	const { flags, command } = createArgs(old.options, old.image);
	const variables = overrides(old.options.Config, old.image).env.map(splitVariable);
	const steering = variables.filter(([name]) => STEERING.test(name));
	const plain = variables.filter(([name]) => !STEERING.test(name));
	const directory = await mkdtemp(join(tmpdir(), "backout-env-"));
	try {
		const file = join(directory, "env");
		await writeFile(file, steering.map(([name, value]) => `${name}=${value}\n`).join(""), { mode: 0o600 });
		const env = [...(steering.length > 0 ? [`--env-file=${file}`] : []), ...plain.map(([name]) => `--env=${name}`)];
		const args = ["create", `--name=${payload.next}`, ...flags, ...env, payload.reference, ...command];
		await docker.run(args, payload.next, { env: Object.fromEntries(plain) });
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

function splitVariable(entry: string): readonly [string, string] {
	const at = entry.indexOf("=");
	return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
}

/** Puts the next container in the place of the one that runs; goes on from wherever an earlier apply was killed. Throws `compose.moved`. */
export async function swap(docker: Docker, payload: PayloadOf<"swap">, stopMs: number): Promise<void> {
	const live = await docker.container(payload.name);
	const next = await docker.container(payload.next);
	const isDone = live !== null && live.id !== payload.from && live.imageId === payload.imageId;
	if (!isDone && live !== null && live.id !== payload.from) throw moved(payload.name, live);
	if (!isDone && next === null) throw moved(payload.next, null);
	await setAside(docker, payload, live, stopMs);
	if (!isDone) await docker.run(["rename", payload.next, payload.name], payload.next);
	if (!payload.isRemovedOnStop) await docker.run(["update", `--restart=${payload.restartPolicy}`, payload.name], payload.name);
	await docker.run(["start", payload.name], payload.name, { timeoutMs: stopMs });
}

/** The restart policy is taken off the kept container: with `always`, the next start of the daemon would bring the bad release back. */
async function setAside(docker: Docker, payload: PayloadOf<"swap">, live: Container | null, stopMs: number): Promise<void> {
	const from = await docker.container(payload.from);
	if (from === null) return;
	if (!from.isRemovedOnStop) {
		if (live?.id === payload.from) await docker.run(["rename", payload.from, payload.kept], payload.name);
		await docker.run(["update", "--restart=no", payload.from], payload.kept);
	}
	await docker.run(["stop", payload.from], payload.name, { timeoutMs: stopMs });
	if (from.isRemovedOnStop) await untilGone(docker, payload.from);
}

/** A container of `docker run --rm` is removed a moment after it stopped; its name is free only then. */
async function untilGone(docker: Docker, id: string): Promise<void> {
	for (let tries = 0; tries < 100; tries += 1) {
		if ((await docker.container(id)) === null) return;
		await sleep(100);
	}
}

function moved(name: string, found: Container | null): BackoutError {
	return new BackoutError({
		code: "compose.moved",
		message: found === null ? `there is no container ${name} any more` : `${name} is another container now (from ${found.imageName})`,
		fix: "see who acted meanwhile (`docker ps --all`), then plan again",
	});
}
