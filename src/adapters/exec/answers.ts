import { z } from "zod";
import { BackoutError } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { StepState } from "../../core/step.ts";

const text = z.string().max(4_096).nullish();
const id = z.union([z.string(), z.number().int()]).transform(String);
const instant = z
	.string()
	.refine((value) => !Number.isNaN(Date.parse(value)), "deployedAt is no time; print ISO 8601")
	.nullish();
const releaseShape = z.object({ id, label: text, commit: text, digest: text, deployedAt: instant, unavailable: text });
const stateShape = z.object({ state: z.enum(["untouched", "landing", "landed", "broken", "unknown"]), detail: z.string().nullish() });

/** The release that a `current` command printed. Throws `exec.bad-output` naming the command. */
export function parseCurrent(stdout: string, command: string): TargetRelease {
	const trimmed = stdout.trim();
	if (trimmed === "") throw badOutput(command, "printed nothing", "print the id of the live release on the first line");
	if (trimmed.startsWith("{")) return parseRelease(parseJson(trimmed, command), command);
	return named(firstLine(trimmed), command);
}

/**
 * The releases that a `history` command printed, newest first, each id once. One that cannot be read is left out and told, so that it does not
 * hide the others. Throws `exec.bad-output` naming the command when the whole is broken, and when none can be read.
 */
export function parseHistory(stdout: string, command: string, onUnreadable: (fault: BackoutError) => void): readonly TargetRelease[] {
	const entries = entriesOf(stdout.trim(), command);
	if (entries.length === 0) throw badOutput(command, "printed no release", "print one id a line, newest first");
	const faults: BackoutError[] = [];
	const releases = entries.flatMap((entry) => {
		try {
			return [parseEntry(entry, command)];
		} catch (thrown) {
			if (!(thrown instanceof BackoutError)) throw thrown;
			faults.push(thrown);
			return [];
		}
	});
	const [first] = faults;
	if (releases.length === 0 && first !== undefined) throw first;
	for (const fault of faults) onUnreadable(fault);
	return unique(releases);
}

/** An array, or one entry a line. JSON that is broken makes the whole unreadable: half of an object must not pass for a name. */
function entriesOf(trimmed: string, command: string): readonly unknown[] {
	if (!trimmed.startsWith("[")) return lines(trimmed).map((line) => (line.startsWith("{") ? parseJson(line, command) : line));
	const list = parseJson(trimmed, command);
	if (!Array.isArray(list)) throw badOutput(command, `printed "${excerpt(trimmed)}"`, "print a JSON array of ids or objects");
	return list;
}

function parseEntry(entry: unknown, command: string): TargetRelease {
	return typeof entry === "string" ? named(entry, command) : parseRelease(entry, command);
}

/** A deployment log names a release again after every return: the newest entry is the one that counts. */
function unique(releases: readonly TargetRelease[]): readonly TargetRelease[] {
	const seen = new Set<string>();
	return releases.filter((release) => !seen.has(release.id) && seen.add(release.id));
}

/** The state that an `observe` command printed; `unknown`, with what it printed, when that is no state. */
export function parseState(stdout: string): StepState {
	const trimmed = stdout.trim();
	const json = trimmed.startsWith("{") ? stateShape.safeParse(safeJson(trimmed)) : null;
	if (json?.success) return { state: json.data.state, detail: json.data.detail ?? "" };
	const [word = "", ...rest] = firstLine(trimmed).split(/[\s:]+/);
	const plain = stateShape.safeParse({ state: word, detail: rest.join(" ") });
	if (plain.success) return { state: plain.data.state, detail: plain.data.detail ?? "" };
	return { state: "unknown", detail: `observe printed ${trimmed === "" ? "nothing" : `"${excerpt(trimmed)}"`}, which is no state` };
}

function parseRelease(value: unknown, command: string): TargetRelease {
	const parsed = releaseShape.safeParse(value);
	if (!parsed.success) {
		throw badOutput(command, `printed a release that cannot be read: ${z.prettifyError(parsed.error)}`, 'print at least { "id": … }');
	}
	const { label, commit, digest, deployedAt, unavailable } = parsed.data;
	return {
		...named(parsed.data.id, command),
		label: label ?? parsed.data.id,
		commit: commit ?? null,
		digest: digest ?? null,
		deployedAt: deployedAt ? new Date(deployedAt).toISOString() : null,
		unavailable: unavailable ?? null,
	};
}

function named(name: string, command: string): TargetRelease {
	const releaseId = name.trim();
	if (releaseId === "" || releaseId.length > 512 || /\p{Cc}/u.test(releaseId)) {
		throw badOutput(command, `printed "${excerpt(name)}" as a release id`, "print ids of 1 to 512 visible characters");
	}
	return { id: releaseId, label: releaseId, commit: null, digest: null, deployedAt: null, unavailable: null };
}

function parseJson(source: string, command: string): unknown {
	const value = safeJson(source);
	if (value === undefined)
		throw badOutput(command, `printed broken JSON: "${excerpt(source)}"`, "print valid JSON, or plain ids one a line");
	return value;
}

function safeJson(source: string): unknown {
	try {
		return JSON.parse(source);
	} catch {
		return undefined;
	}
}

function badOutput(command: string, what: string, fix: string): BackoutError {
	return new BackoutError({ code: "exec.bad-output", message: `\`${command}\` ${what}`, fix: `let the command ${fix}` });
}

function lines(source: string): readonly string[] {
	return source.split(/\r?\n/).filter((line) => line.trim() !== "");
}

function firstLine(source: string): string {
	return lines(source)[0] ?? "";
}

function excerpt(source: string): string {
	return source.length > 120 ? `${source.slice(0, 120)}…` : source;
}
