import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { docker } from "./docker.ts";

/** The few programs of this machine that a test's container needs; no registry is asked. */
const PROGRAMS = ["/bin/sh", "/bin/sleep", "/bin/cat"];

/** What is put on an image besides its files. */
export interface ImageParts {
	/** Instructions of a Dockerfile, as `docker import --change` takes them. */
	readonly changes: readonly string[];
}

/** Makes an image with a shell, `sleep` and `cat` of this machine under the reference; returns its ID. */
export function makeImage(host: string, reference: string, parts: ImageParts): string {
	const changes = parts.changes.flatMap((change) => ["--change", change]);
	docker(host, "import", ...changes, rootFileSystem(host), reference);
	return docker(host, "image", "inspect", "--format", "{{.Id}}", reference);
}

/** A release of a service that only says who it is and waits. It ends at once when told to. */
export function releaseImage(host: string, reference: string, release: string, more: readonly string[] = []): string {
	// The first process of a container gets no default reaction to SIGTERM, so it must have one of its own.
	const wait = `trap 'exit 0' TERM; echo serving ${release}; while :; do sleep 1 & wait; done`;
	return makeImage(host, reference, {
		changes: [`CMD ${JSON.stringify(["/bin/sh", "-c", wait])}`, `ENV RELEASE=${release}`, ...more],
	});
}

/** Packed once for each daemon, in its own directory, so that it goes when the daemon goes. */
function rootFileSystem(host: string): string {
	const directory = dirname(host.replace(/^unix:\/\//, ""));
	const archive = join(directory, "root.tar");
	if (existsSync(archive)) return archive;
	const root = join(directory, "root");
	for (const program of PROGRAMS) {
		for (const file of [program, ...librariesOf(program)]) copyInto(root, file);
	}
	const { status, stderr } = spawnSync("tar", ["-C", root, "-cf", archive, "."], { encoding: "utf8" });
	if (status !== 0) throw new Error(`tar: ${stderr}`);
	return archive;
}

function librariesOf(program: string): readonly string[] {
	const { stdout } = spawnSync("ldd", [program], { encoding: "utf8" });
	return [...(stdout ?? "").matchAll(/(\/\S+)\s+\(0x/g)].map(([, path = ""]) => path);
}

function copyInto(root: string, file: string): void {
	const target = join(root, file);
	if (existsSync(target)) return;
	mkdirSync(dirname(target), { recursive: true });
	copyFileSync(realpathSync(file), target);
}
