import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why no file system can be mounted here, or null when it can. */
export function whyNoMounts(): string | null {
	if (process.getuid?.() !== 0) return "only root may mount; run as root to have it";
	const probe = mkdtempSync(join(tmpdir(), "backout-mount-"));
	const mounted = spawnSync("mount", tmpfsArguments(probe), { encoding: "utf8" });
	if (mounted.status === 0) spawnSync("umount", [probe]);
	rmSync(probe, { recursive: true });
	return mounted.status === 0 ? null : `mounting is not allowed here: ${mounted.stderr?.trim() ?? mounted.error?.message}`;
}

/** Mounts an empty file system of 2 MiB at the directory, which is made. */
export function mountSmallDisk(directory: string): void {
	mkdirSync(directory);
	must("mount", tmpfsArguments(directory));
}

/** Makes the mounted file system refuse every write, root's too. */
export function remountReadOnly(directory: string): void {
	must("mount", ["-o", "remount,ro", directory]);
}

/** Takes the file system away, with everything in it. */
export function unmount(directory: string): void {
	must("umount", [directory]);
}

function tmpfsArguments(directory: string): readonly string[] {
	return ["-t", "tmpfs", "-o", "size=2m", "tmpfs", directory];
}

function must(program: string, argv: readonly string[]): void {
	const ended = spawnSync(program, argv, { encoding: "utf8" });
	if (ended.status !== 0) throw new Error(`${program} ${argv.join(" ")}: ${ended.stderr}`);
}
