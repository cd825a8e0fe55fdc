import picocolors from "picocolors";
import type { Logger, SecretMasker } from "../core/runtime.ts";

const LEVELS = ["debug", "info", "warn", "silent"] as const;

/** From how much to how little is logged. */
export type LogLevel = (typeof LEVELS)[number];

export interface LoggerOptions {
	/** Messages below it are dropped. */
	readonly level: LogLevel;
	/** Takes one or more whole lines, with the line end: `(text) => process.stderr.write(text)`. */
	readonly write: (text: string) => void;
	readonly masker?: SecretMasker;
	/** False when left out; see `wantsColor`. */
	readonly isColored?: boolean;
}

/** A logger of plain lines, `warn: …`. Secrets are masked and control characters shown as text, so that a hostile message can neither steer the terminal nor pose as another line. */
export function createLogger(options: LoggerOptions): Logger {
	const colors = picocolors.createColors(options.isColored ?? false);
	const paint = { debug: colors.dim, info: colors.cyan, warn: colors.yellow };
	const log = (level: keyof typeof paint) => (message: string) => {
		if (LEVELS.indexOf(level) < LEVELS.indexOf(options.level)) return;
		const masked = options.masker?.mask(message) ?? message;
		options.write(`${paint[level](`${level}:`)} ${printable(masked)}\n`);
	};
	return { debug: log("debug"), info: log("info"), warn: log("warn") };
}

/** True when a stream should be coloured: a terminal, and `NO_COLOR` not set (no-color.org: set and not empty); `FORCE_COLOR` colours any stream. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, stream: { readonly isTTY?: boolean }): boolean {
	if ((env["NO_COLOR"] ?? "") !== "") return false;
	const forced = env["FORCE_COLOR"] ?? "";
	return forced === "" ? stream.isTTY === true && env["TERM"] !== "dumb" : forced !== "0";
}

function printable(message: string): string {
	return message
		.replace(/\r?\n/g, "\n  ")
		.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (control) =>
			/[\n\t]/.test(control) ? control : `\\u{${control.charCodeAt(0).toString(16)}}`,
		);
}
