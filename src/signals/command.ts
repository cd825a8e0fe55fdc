import { resolve } from "node:path";
import { z } from "zod";
import { formatDuration } from "../core/duration.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { Output } from "../core/runtime.ts";
import type { Reading, SignalContext, SignalKind } from "../core/signal.ts";
import { isTimeUp } from "./deadline.ts";
import { lastLine } from "./excerpt.ts";
import { argvSetting, durationMs, durationSetting } from "./settings.ts";

const DEFAULT_WITHIN_MS = 30_000;
/** What shells and their like (env, npx, timeout) exit with when the command is not there or not executable: POSIX, Shell Command Language, 2.8.2. */
const NOT_FOUND_EXITS = [126, 127];

const commandSetting = z.strictObject({
	argv: argvSetting.describe("The program and its arguments"),
	within: durationSetting.optional().describe("How long it may take; 30s when left out"),
	cwd: z
		.string()
		.min(1)
		.meta({ examples: ["./smoke"] })
		.optional()
		.describe("Where it runs; the config file's directory when left out"),
});

const schema = z.union([argvSetting, commandSetting]);

/** The settings of a command check: an argument array, with or without its time and place. */
export type CommandCheckConfig = z.infer<typeof schema>;
type Command = z.infer<typeof commandSetting>;

/** Runs a command once. Exit 0 passes; any other exit and a late end fail; a tool that is not there is unknown, with the fix. */
export const commandSignal: SignalKind<CommandCheckConfig> = {
	kind: "command",
	measures: ["health", "smoke"],
	schema,
	measureOf: () => "smoke",
	endpoints: () => [],
	connect(config, context) {
		const command = Array.isArray(config) ? { argv: config } : config;
		return {
			name: context.name,
			source: "command",
			measure: context.measure,
			hasPast: false,
			withinMs: withinMs(command),
			read: (_window, deadline) => check(command, deadline, context),
		};
	},
};

async function check(command: Command, deadline: AbortSignal, context: SignalContext): Promise<Reading> {
	const timeoutMs = withinMs(command);
	const cwd = resolve(context.directory, command.cwd ?? ".");
	try {
		const output = await context.processes.run(command.argv, { cwd, timeoutMs, signal: deadline });
		return { kind: "check", latencyMs: output.durationMs, ...verdict(output, timeoutMs, deadline) };
	} catch (error) {
		const detail = error instanceof BackoutError ? `${error.message}; ${error.fix}` : errorText(error);
		return { kind: "check", passed: null, latencyMs: null, detail };
	}
}

function withinMs(command: Command): number {
	return durationMs(command.within, DEFAULT_WITHIN_MS);
}

function verdict(output: Output, timeoutMs: number, deadline: AbortSignal): { readonly passed: boolean | null; readonly detail: string } {
	if (output.ended === "timeout") return { passed: false, detail: `did not end within ${formatDuration(timeoutMs)}` };
	if (output.ended === "aborted") return { passed: isTimeUp(deadline) ? false : null, detail: "was ended before it had an answer" };
	const time = formatDuration(output.durationMs);
	if (output.exitCode === 0) return { passed: true, detail: `exit 0 in ${time}` };
	const said = lastLine(output.stderr) || lastLine(output.stdout);
	const end = output.exitCode === null ? "was killed" : `exit ${output.exitCode}`;
	const detail = `${end} after ${time}${said === "" ? "" : `: ${said}`}`;
	if (output.exitCode === null || !NOT_FOUND_EXITS.includes(output.exitCode)) return { passed: false, detail };
	return { passed: null, detail: `${detail}; install the tool or correct the command` };
}
