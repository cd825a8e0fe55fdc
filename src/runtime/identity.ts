import { randomInt } from "node:crypto";
import { hostname, userInfo } from "node:os";

/** The parts of the environment that tell who a person is. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Who is acting: `BACKOUT_USER`, or else `user@host`; behind sudo the person who called it. One line of at most 100 characters. */
export function whoAmI(env: Environment): string {
	const stated = oneLine(env["BACKOUT_USER"] ?? "");
	return stated === "" ? oneLine(`${env["SUDO_USER"] ?? systemUser(env)}@${hostname()}`) : stated;
}

/** The account's name; in a container the number may have none, and then the system throws. */
function systemUser(env: Environment): string {
	try {
		return userInfo().username;
	} catch {
		return env["USER"] ?? env["LOGNAME"] ?? `uid-${process.getuid?.() ?? "unknown"}`;
	}
}

function oneLine(text: string): string {
	return text
		.replace(/[\p{C}\s]+/gu, " ")
		.trim()
		.slice(0, 100);
}

/** Crockford's base 32: without i, l, o and u, which are misread or misheard; in ASCII order, so that ids sort. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_LETTERS = 9;
const CHANCE_LETTERS = 5;

let latest = { ms: -1, chance: 0 };

/** A new id, like `run-01k9x7m2qc4zt9`: prefix, 9 letters of time, 5 of chance. Ids made by one process sort in the order they were made. */
export function newId(prefix: string, nowMs: number): string {
	const ms = Math.max(0, Math.floor(nowMs));
	// Half of the room is left for counting on within the same millisecond.
	const chance = ms === latest.ms ? latest.chance + 1 : randomInt(32 ** CHANCE_LETTERS / 2);
	latest = { ms, chance };
	return `${prefix}-${letters(ms, TIME_LETTERS)}${letters(chance, CHANCE_LETTERS)}`;
}

function letters(value: number, count: number): string {
	let text = "";
	for (let rest = value; text.length < count; rest = Math.floor(rest / 32)) text = LETTERS.charAt(rest % 32) + text;
	return text;
}
