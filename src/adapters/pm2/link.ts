import { lstat, readlink, rename, symlink, unlink } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { handCommand } from "../../core/command.ts";
import { BackoutError, errorText } from "../../core/error.ts";

/** The symlink that leads to the live release. */
export interface CurrentLink {
	readonly path: string;
	/** Absolute; where it leads. */
	readonly to: string;
	/** Milliseconds since the epoch when it was last changed. */
	readonly changedAtMs: number;
	readonly isRelative: boolean;
}

/** Reads the symlink. Throws `pm2.no-current-link` when it is missing or no symlink. */
export async function readCurrentLink(path: string): Promise<CurrentLink> {
	try {
		const [text, state] = [await readlink(path), await lstat(path)];
		return { path, to: resolve(dirname(path), text), changedAtMs: state.mtimeMs, isRelative: !isAbsolute(text) };
	} catch (cause) {
		throw new BackoutError({
			code: "pm2.no-current-link",
			message: `${path} is no symlink that can be read: ${errorText(cause)}`,
			fix: "set `current` to the symlink the app is started through, or leave it out",
			cause,
		});
	}
}

/** Points the symlink at a directory in one rename, so that there is no moment without it. Throws `pm2.link-not-written`. */
export async function pointLink(link: CurrentLink, directory: string): Promise<void> {
	const next = `${link.path}.backout`;
	try {
		await unlink(next).catch(() => undefined);
		await symlink(link.isRelative ? relative(dirname(link.path), directory) : directory, next);
		await rename(next, link.path);
	} catch (cause) {
		throw new BackoutError({
			code: "pm2.link-not-written",
			message: `${link.path} could not be pointed at ${directory}: ${errorText(cause)}`,
			fix: `give the user that runs backout the right to write in ${dirname(link.path)}`,
			cause,
		});
	}
}

/** The same by hand; `mv -T` is the rename (GNU coreutils). */
export function pointByHand(link: CurrentLink, directory: string): string {
	const next = `${link.path}.backout`;
	const text = link.isRelative ? relative(dirname(link.path), directory) : directory;
	return `${handCommand(["ln", "-sfn", text, next])} && ${handCommand(["mv", "-T", next, link.path])}`;
}
