import { readlink, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Pm2Place } from "./config.ts";
import type { Listed } from "./jlist.ts";
import { type CurrentLink, readCurrentLink } from "./link.ts";

/** One instance of the app with the release it really runs. */
export interface Instance extends Listed {
	/** Null when nothing tells (an instance that has not run since the symlink was changed). */
	readonly release: string | null;
	/** The directory and the script inside the release; null when they lie outside of it. */
	readonly cwdInRelease: string | null;
	readonly scriptInRelease: string | null;
}

/** Everything about the app that the decisions in steps.ts need, as it is at one moment. */
export interface AppView {
	readonly app: string;
	/** Empty when PM2 does not know the app. */
	readonly instances: readonly Instance[];
	/** Null when the config names no symlink. */
	readonly link: (CurrentLink & { readonly release: string | null }) | null;
	/** Whether every instance is started through the symlink. */
	readonly isThroughLink: boolean;
	readonly knownApps: readonly string[];
	readonly atMs: number;
}

/** Joins what PM2 says with what the file system and the running processes say. */
export async function viewApp(place: Pm2Place, apps: ReadonlyMap<string, readonly Listed[]>, atMs: number): Promise<AppView> {
	const roots = await rootsOf(place.releases);
	const link = place.current === null ? null : await readCurrentLink(place.current);
	const linked = link && { ...link, release: releaseIn(roots, await real(link.to)) };
	const listed = apps.get(place.app) ?? [];
	const instances = await Promise.all(listed.map((one) => placeInstance(one, roots, linked)));
	return {
		app: place.app,
		instances,
		link: linked,
		isThroughLink:
			link !== null && listed.length > 0 && listed.every((one) => isUnder(link.path, one.cwd) || isUnder(link.path, one.script)),
		knownApps: [...apps.keys()],
		atMs,
	};
}

type Linked = NonNullable<AppView["link"]>;

async function placeInstance(one: Listed, roots: readonly string[], link: Linked | null): Promise<Instance> {
	const bases = link ? [link.path] : [];
	const inside = (path: string) => insideRelease(roots, bases, path);
	return {
		...one,
		release: releaseIn(roots, await runningDirectory(one.pid)) ?? configuredRelease(one, roots, link),
		cwdInRelease: inside(one.cwd),
		scriptInRelease: inside(one.script),
	};
}

/** Where the process really works: a symlink in the settings says nothing about what was loaded. Null where the system does not tell (see proc_pid_cwd(5)). */
async function runningDirectory(pid: number | null): Promise<string | null> {
	if (pid === null || process.platform !== "linux") return null;
	const found = await readlink(`/proc/${pid}/cwd`).catch(() => null);
	return found?.replace(/ \(deleted\)$/, "") ?? null;
}

/** An instance started through the symlink runs what it led to at that time: unknown once the symlink is newer than the start. */
function configuredRelease(one: Listed, roots: readonly string[], link: Linked | null): string | null {
	if (link && (isUnder(link.path, one.cwd) || isUnder(link.path, one.script))) {
		return one.startedAtMs >= link.changedAtMs ? link.release : null;
	}
	return releaseIn(roots, one.cwd) ?? releaseIn(roots, one.script);
}

/** The releases directory as written and as it really is: PM2 keeps the one, /proc shows the other. */
async function rootsOf(releases: string): Promise<readonly string[]> {
	return [...new Set([releases, await real(releases)])];
}

/** The name of the release that a path lies in, or null. */
function releaseIn(roots: readonly string[], path: string | null): string | null {
	if (path === null) return null;
	const root = roots.find((candidate) => isUnder(candidate, path) && path !== candidate);
	return root === undefined ? null : (relative(root, path).split(sep)[0] ?? null);
}

function insideRelease(roots: readonly string[], bases: readonly string[], path: string): string | null {
	const release = releaseIn(roots, path);
	const candidates = [...bases, ...(release === null ? [] : roots.map((root) => join(root, release)))];
	const base = candidates.find((candidate) => isUnder(candidate, path));
	return base === undefined ? null : relative(base, path);
}

function isUnder(base: string, path: string): boolean {
	return path === base || path.startsWith(base.endsWith(sep) ? base : base + sep);
}

async function real(path: string): Promise<string> {
	return await realpath(path).catch(() => path);
}
