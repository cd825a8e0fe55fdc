import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { BackoutError, errorText } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";

const manifest = z.object({ gitHead: z.string().optional(), dependencies: z.record(z.string(), z.unknown()).optional() });
const COMMIT = /^[0-9a-f]{7,64}$/;

/** The name under which a release's directory is being made. */
export const PARTIAL = ".partial";

/** Every release that has a directory, newest first (by `.released` or else the directory's own time); `script` is the app's script inside a release, when known. Throws `pm2.no-releases-directory`. */
export async function listReleases(directory: string, script: string | null): Promise<readonly TargetRelease[]> {
	const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
		throw new BackoutError({
			code: "pm2.no-releases-directory",
			message: `the releases directory ${directory} cannot be read: ${errorText(cause)}`,
			fix: "set `releases` to the directory that holds one directory per release",
			cause,
		});
	});
	const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !entry.name.endsWith(PARTIAL));
	const releases = await Promise.all(names.map((entry) => describeRelease(join(directory, entry.name), script)));
	return releases.sort(newestFirst);
}

function newestFirst(a: TargetRelease, b: TargetRelease): number {
	const byTime = Date.parse(b.deployedAt ?? "") - Date.parse(a.deployedAt ?? "");
	return byTime || b.id.localeCompare(a.id, "en", { numeric: true });
}

/** What a release's directory tells of it. */
export async function describeRelease(directory: string, script: string | null): Promise<TargetRelease> {
	const name = basename(directory);
	const unavailable = await whyUnavailable(directory, script);
	return {
		id: name,
		label: name,
		commit: await commitOf(directory),
		digest: null,
		deployedAt: await releasedAt(directory),
		unavailable,
	};
}

/** Why an app cannot be started from the directory, in words with the fix; null when it can. */
async function whyUnavailable(directory: string, script: string | null): Promise<string | null> {
	if (!(await isThere(directory))) return `its directory ${directory} is gone: deploy it again, or configure \`rebuild\``;
	if (script !== null && !(await isThere(join(directory, script)))) return `${script} is missing in ${directory}: build it there`;
	const needs = Object.keys((await readManifest(directory))?.dependencies ?? {}).length > 0;
	const has = (await isThere(join(directory, "node_modules"))) || (await isThere(join(directory, ".pnp.cjs")));
	return needs && !has ? `node_modules is missing in ${directory}: run npm ci there` : null;
}

/** The time in the `.released` file, or that file's own time when it is empty, or else the directory's; ISO 8601. */
async function releasedAt(directory: string): Promise<string | null> {
	const mark = join(directory, ".released");
	const written = Date.parse((await readText(mark)).trim());
	if (!Number.isNaN(written)) return new Date(written).toISOString();
	const found = (await stat(mark).catch(() => null)) ?? (await stat(directory).catch(() => null));
	return found?.mtime.toISOString() ?? null;
}

/** The commit a directory was made from: its `REVISION` file, its git checkout, or `gitHead` in package.json. */
async function commitOf(directory: string): Promise<string | null> {
	const candidates = [
		(await readText(join(directory, "REVISION"))).trim(),
		await gitHead(directory),
		(await readManifest(directory))?.gitHead,
	];
	return candidates.find((candidate) => candidate && COMMIT.test(candidate)) ?? null;
}

/** HEAD of a checkout or a worktree, read from the files: a directory tells its commit even where git is not installed. */
async function gitHead(directory: string): Promise<string | null> {
	const pointer = /^gitdir: (.+)$/m.exec(await readText(join(directory, ".git")))?.[1];
	const git = pointer ? resolve(directory, pointer.trim()) : join(directory, ".git");
	const head = (await readText(join(git, "HEAD"))).trim();
	const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
	if (!ref) return head || null;
	const loose = (await readText(join(git, ref))).trim();
	if (loose) return loose;
	const packed = await readText(join(git, "packed-refs"));
	return (
		packed
			.split("\n")
			.find((line) => line.endsWith(` ${ref}`))
			?.split(" ")[0] ?? null
	);
}

async function readManifest(directory: string) {
	try {
		return manifest.safeParse(JSON.parse(await readText(join(directory, "package.json")))).data ?? null;
	} catch {
		return null;
	}
}

async function readText(file: string): Promise<string> {
	return await readFile(file, "utf8").catch(() => "");
}

async function isThere(path: string): Promise<boolean> {
	return (await stat(path).catch(() => null)) !== null;
}
