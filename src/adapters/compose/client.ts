import { BackoutError, errorText } from "../../core/error.ts";
import type { Output, ProcessOptions, ProcessRunner } from "../../core/runtime.ts";
import { type Container, parseContainers } from "./container.ts";
import { faultOf } from "./faults.ts";
import { type Image, parseImages } from "./image.ts";

/** How long Docker may take to answer a question, in milliseconds. */
const ANSWER_MS = 15_000;

/** What is asked of, and told to, one Docker daemon; every method throws BackoutError when the daemon cannot answer. */
export interface Docker {
	/** `docker` with its host, to which a command is added. */
	readonly argv: readonly string[];
	/** Any exit is a value. */
	try(args: readonly string[], options?: ProcessOptions): Promise<Output>;
	/** Throws unless it succeeds; `thing` is what the error names. */
	run(args: readonly string[], thing: string, options?: ProcessOptions): Promise<string>;
	/** All containers, stopped ones too, that pass every filter (`label=…`, `name=…`). */
	containers(filters: readonly string[]): Promise<readonly Container[]>;
	/** Null when there is none of that name or id. */
	container(name: string): Promise<Container | null>;
	/** Null when it is not on this host. */
	image(reference: string): Promise<Image | null>;
	/** Those of the repository that are on this host. */
	images(repository: string): Promise<readonly Image[]>;
	/** What `docker inspect` says of a container or image, as it says it; null when it is not there. */
	inspect(kind: "container" | "image", names: readonly string[]): Promise<readonly unknown[]>;
	/** The container's last lines, both streams; "" when there are none. */
	lastLines(container: string, count: number): Promise<string>;
	/** Milliseconds since the epoch by the daemon's own clock. */
	now(): Promise<number>;
}

/** Talks to the daemon through the docker command, with the process runner it is given. */
export function createDocker(processes: ProcessRunner, host: string | null, signal?: AbortSignal): Docker {
	const argv = ["docker", ...(host === null ? [] : ["--host", host])];
	const defaults = { timeoutMs: ANSWER_MS, ...(signal ? { signal } : {}) };
	const attempt = (args: readonly string[], options: ProcessOptions = {}) => processes.run([...argv, ...args], { ...defaults, ...options });
	const run = async (args: readonly string[], thing: string, options: ProcessOptions = {}) => {
		const output = await attempt(args, options);
		if (output.exitCode !== 0) throw faultOf(["docker", ...args], output, thing);
		return output.stdout;
	};
	const inspect = async (kind: "container" | "image", names: readonly string[]) => {
		if (names.length === 0) return [];
		const args = [kind, "inspect", ...names];
		const output = await attempt(args, { maxOutputBytes: 16 * 1024 * 1024 });
		const isMissing = /No such (container|image|object)/i.test(output.stderr);
		if (output.exitCode !== 0 && !isMissing) throw faultOf(["docker", ...args], output, names.join(", "));
		return parseArray(output.stdout, args);
	};
	const containersNamed = async (names: readonly string[]) => parsed(parseContainers, await inspect("container", names), "containers");
	const imagesNamed = async (names: readonly string[]) => parsed(parseImages, await inspect("image", names), "images");
	return {
		argv,
		try: attempt,
		run,
		inspect,
		async containers(filters) {
			const flags = filters.flatMap((filter) => ["--filter", filter]);
			return await containersNamed(lines(await run(["ps", "--all", "--no-trunc", "--quiet", ...flags], "the list of containers")));
		},
		async container(name) {
			return (await containersNamed([name]))[0] ?? null;
		},
		async image(reference) {
			return (await imagesNamed([reference]))[0] ?? null;
		},
		async images(repository) {
			const ids = lines(await run(["image", "ls", "--no-trunc", "--quiet", repository], `the images of ${repository}`));
			return await imagesNamed([...new Set(ids)]);
		},
		async lastLines(container, count) {
			const output = await attempt(["logs", "--tail", String(count), container], { maxOutputBytes: 8_192 });
			return `${output.stdout}${output.stderr}`.trim();
		},
		async now() {
			const time = Date.parse((await run(["info", "--format", "{{.SystemTime}}"], "the Docker daemon")).trim());
			return Number.isNaN(time) ? Date.now() : time;
		},
	};
}

function lines(text: string): readonly string[] {
	return text.split("\n").filter((line) => line !== "");
}

function parseArray(text: string, args: readonly string[]): readonly unknown[] {
	try {
		const value: unknown = JSON.parse(text.trim() === "" ? "[]" : text);
		if (Array.isArray(value)) return value;
	} catch {
		// Told below: what came is no JSON at all.
	}
	throw oddAnswer(`\`docker ${args.slice(0, 2).join(" ")}\` did not answer with a JSON list`);
}

function parsed<T>(parse: (json: unknown) => T, json: unknown, what: string): T {
	try {
		return parse(json);
	} catch (cause) {
		throw oddAnswer(`docker described ${what} in a form that is not known: ${errorText(cause).slice(0, 300)}`);
	}
}

function oddAnswer(message: string): BackoutError {
	return new BackoutError({
		code: "compose.odd-answer",
		message,
		fix: "see that `docker` on the PATH is Docker's own command (not a wrapper), version 20.10 or newer: `docker version`",
	});
}
