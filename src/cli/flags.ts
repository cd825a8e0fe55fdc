import { parseDuration } from "../core/duration.ts";
import { environments, incidents, type Proposer, runs, services } from "./completion/names.ts";

/** Flags of every command. */
export interface CommonFlags {
	readonly json: boolean;
	readonly config?: string;
	readonly verbose: boolean;
}

/** Flags of the commands about runs: they can do without the state database. */
export interface RunningFlags extends CommonFlags {
	readonly offline: boolean;
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

/** A switch that is off unless given. */
export function switchFlag(brief: string) {
	return { kind: "boolean", brief, default: false, withNegated: false } as const;
}

/** Reads a count flag; throws with the allowed form. */
export function count(value: string): number {
	if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
	throw new SyntaxError(`${JSON.stringify(value)} is no count; write a number from 1`);
}

/** What the shell proposes for an argument, by its placeholder. */
const PROPOSERS: Readonly<Record<string, Proposer>> = { service: services, run: runs, incident: incidents };

const nothing: Proposer = async () => [];

/** A positional text. */
export function argument(brief: string, placeholder: string) {
	return { parse: text, brief, placeholder, proposeCompletions: PROPOSERS[placeholder] ?? nothing } as const;
}

/** A positional text that may be left out. */
export function optionalArgument(brief: string, placeholder: string) {
	return { ...argument(brief, placeholder), optional: true } as const;
}

export const COMMON = {
	json: switchFlag("Answer in JSON on standard output, and nothing else there"),
	config: textFlag("The config file; backout.yaml here or above when left out", "file"),
	verbose: switchFlag("Diagnostic lines on standard error"),
};

export const RUNNING = {
	...COMMON,
	offline: switchFlag("The state database is away: journal on this machine, merged later"),
};

export const PLACE = {
	...COMMON,
	environment: { ...textFlag("The environment; needed when the service has several", "name"), proposeCompletions: environments },
};

export const COMMON_ALIASES = { c: "config", v: "verbose" } as const;
export const PLACE_ALIASES = { ...COMMON_ALIASES, e: "environment" } as const;
