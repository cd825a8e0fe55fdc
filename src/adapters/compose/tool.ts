import { parse } from "yaml";
import { z } from "zod";
import { BackoutError, errorText } from "../../core/error.ts";
import type { Output, ProcessRunner } from "../../core/runtime.ts";
import { faultOf } from "./faults.ts";

/** Which Compose is called: v1 is `docker-compose`, v2 (and later) the plugin `docker compose`. */
export type ComposeVersion = "v1" | "v2";

/** How Compose is called for one project. */
export interface ComposeCall {
	readonly version: ComposeVersion;
	readonly host: string | null;
	readonly project: string;
	/** Absolute, in the order of -f. */
	readonly files: readonly string[];
	/** Where it runs: .env is read there. */
	readonly directory: string;
}

/** The argument array of a Compose command. Pure. */
export function composeArgv(call: Omit<ComposeCall, "directory">, ...command: readonly string[]): readonly string[] {
	const host = call.host === null ? [] : ["--host", call.host];
	const program = call.version === "v2" ? ["docker", ...host, "compose"] : ["docker-compose", ...host];
	return [...program, ...call.files.flatMap((file) => ["--file", file]), "--project-name", call.project, ...command];
}

/** The `up` of one service: nothing is built, its dependencies are left alone, and it keeps as many containers as it has. Pure. */
export function upCommand(version: ComposeVersion, service: string, replicas: number, isForced: boolean): readonly string[] {
	// v2 would honour `pull_policy: always` and fetch whatever the tag names by now; v1 never pulls an image that is here.
	const pull = version === "v2" ? ["--pull", "never"] : [];
	const force = isForced ? ["--force-recreate"] : [];
	return ["up", "--detach", "--no-deps", "--no-build", ...pull, ...force, "--scale", `${service}=${replicas}`, service];
}

/** The Compose that is installed; the one that made the running containers when both are. Throws `compose.tool-missing`. */
export async function findCompose(processes: ProcessRunner, madeBy: string | null): Promise<ComposeVersion> {
	const order: readonly ComposeVersion[] = madeBy?.startsWith("1.") ? ["v1", "v2"] : ["v2", "v1"];
	for (const version of order) {
		if (await answers(processes, version)) return version;
	}
	throw new BackoutError({
		code: "compose.tool-missing",
		message: "neither `docker compose` nor `docker-compose` is there",
		fix: "install the Compose plugin (Debian and Ubuntu: `apt-get install docker-compose-plugin` or `docker-compose`)",
	});
}

async function answers(processes: ProcessRunner, version: ComposeVersion): Promise<boolean> {
	const argv = version === "v2" ? ["docker", "compose", "version"] : ["docker-compose", "version"];
	const output = await processes.run(argv, { timeoutMs: 15_000 }).catch((error: unknown) => {
		if (error instanceof BackoutError && error.code === "process.tool-not-found") return null;
		throw error;
	});
	return output?.exitCode === 0;
}

const configured = z.object({
	services: z.record(z.string(), z.object({ image: z.string().nullish() })),
});

/** The service's image as Compose itself understands the files, variables filled in; null when it has none. Throws `compose.file-invalid`. */
export async function effectiveImage(processes: ProcessRunner, call: ComposeCall, service: string): Promise<string | null> {
	const argv = composeArgv(call, "config");
	const output = await processes.run(argv, { cwd: call.directory, maxOutputBytes: 16 * 1024 * 1024 });
	if (output.exitCode !== 0) throw faultOf(argv, output, call.files.join(", "));
	return configured.safeParse(parsedYaml(output)).data?.services[service]?.image ?? null;
}

function parsedYaml(output: Output): unknown {
	try {
		return parse(output.stdout);
	} catch (cause) {
		throw new BackoutError({
			code: "compose.odd-answer",
			message: `\`config\` of Compose did not answer with YAML: ${errorText(cause).slice(0, 200)}`,
			fix: "see that docker and docker-compose on the PATH are the real commands, not wrappers that print more",
		});
	}
}
