import { createHash, randomBytes } from "node:crypto";
import { chmod, chown, lstat, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BackoutError, errorText } from "../../core/error.ts";
import { withImage, withOverride } from "./compose-file.ts";
import { withEnvValue } from "./env-file.ts";
import type { Edit } from "./placement.ts";

/** The file's text, or "" when there is none; throws `compose.file-unreadable`. */
export async function readText(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (cause) {
		if (isMissing(cause)) return "";
		throw new BackoutError({
			code: "compose.file-unreadable",
			message: `${file} cannot be read: ${errorText(cause)}`,
			fix: "give the user that runs backout the right to read it",
			cause,
		});
	}
}

/** The text after the edit. Pure. */
export function edited(text: string, edit: Edit): string {
	if (edit.kind === "variable") return withEnvValue(text, edit.variable, edit.value);
	if (edit.kind === "image") return withImage(text, edit.service, edit.reference, edit.file);
	return withOverride(text, edit.service, edit.reference, edit.version, edit.file);
}

/** SHA-256 of the text, in hex. */
export function textHash(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

/** Edits the file at once and whole, if it still is what it was when the plan was made; throws `compose.moved` when it is not. */
export async function writeEdit(edit: Edit, before: string, after: string): Promise<void> {
	const text = await readText(edit.file);
	if (textHash(text) === after) return;
	if (textHash(text) !== before) throw moved(edit.file);
	const next = edited(text, edit);
	if (textHash(next) !== after) throw moved(edit.file);
	await replaceFile(edit.file, next);
}

function moved(file: string): BackoutError {
	return new BackoutError({
		code: "compose.moved",
		message: `${file} was changed by somebody else since the plan was made`,
		fix: "see who deployed meanwhile, then plan again",
	});
}

/** A new file beside it takes its place in one rename: a reader sees the old text or the new one, also after a power cut. */
async function replaceFile(file: string, text: string): Promise<void> {
	const target = await realpath(file).catch(() => file);
	const temporary = join(dirname(target), `.${basename(target)}.backout-${randomBytes(4).toString("hex")}`);
	try {
		const output = await open(temporary, "wx", 0o644);
		try {
			await output.writeFile(text);
			await output.sync();
		} finally {
			await output.close();
		}
		await keepRights(target, temporary);
		await rename(temporary, target);
	} catch (cause) {
		await rm(temporary, { force: true });
		throw new BackoutError({
			code: "compose.file-not-writable",
			message: `${file} cannot be replaced: ${errorText(cause)}`,
			fix: `let the user that runs backout write in ${dirname(target)}, and see that the disk is not full`,
			cause,
		});
	}
}

async function keepRights(from: string, to: string): Promise<void> {
	const known = await stat(from).catch(() => null);
	if (known === null) return;
	await chmod(to, known.mode & 0o7777);
	const made = await lstat(to);
	if (made.uid !== known.uid || made.gid !== known.gid) await chown(to, known.uid, known.gid);
}

function isMissing(cause: unknown): boolean {
	return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}
