import { parseDuration } from "../core/duration.ts";

/** Flags of every command. */
export interface CommonFlags {
	readonly json: boolean;
	readonly config?: string;
	readonly verbose: boolean;
}

/** Flags of every command about one place. */
export interface PlaceFlags extends CommonFlags {
	readonly environment?: string;
}

const text = (value: string): string => value;

/** Reads a duration flag; throws with the allowed form. */
export function duration(value: string): number {
	const ms = parseDuration(value);
	if (ms === null) throw new SyntaxError(`${JSON.stringify(value)} is no duration; write 90s, 30m, 2h or 1d`);
	return ms;
}

/** A flag that takes any text. */
export function textFlag(brief: string, placeholder: string) {
	return { kind: "parsed", parse: text, brief, placeholder, optional: true } as const;
}

/** A flag that takes a text and must be given. */
export function neededTextFlag(brief: string, placeholder: string) {
	return { kind: "parsed", parse: text, brief, placeholder } as const;
}

/** A switch that is off unless given. */
export function switchFlag(brief: string) {
	return { kind: "boolean", brief, default: false, withNegated: false } as const;
}

/** A positional text. */
export function argument(brief: string, placeholder: string) {
	return { parse: text, brief, placeholder } as const;
}

/** A positional text that may be left out. */
export function optionalArgument(brief: string, placeholder: string) {
	return { parse: text, brief, placeholder, optional: true } as const;
}

export const COMMON = {
	json: switchFlag("Answer in JSON on standard output, and nothing else there"),
	config: textFlag("The config file; backout.yaml here or above when left out", "file"),
	verbose: switchFlag("Diagnostic lines on standard error"),
};

export const PLACE = {
	...COMMON,
	environment: textFlag("The environment; needed when the service has several", "name"),
};

export const COMMON_ALIASES = { c: "config", v: "verbose" } as const;
export const PLACE_ALIASES = { ...COMMON_ALIASES, e: "environment" } as const;
