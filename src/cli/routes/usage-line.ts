import type { Command } from "@stricli/core";
import type { CliContext } from "../context.ts";

/** The command with `usage` after its name in the list of all commands, as `customUsage` shows it in its own help: Stricli would leave out what is optional. */
export function listedAs(usage: string, command: Command<CliContext>): Command<CliContext> {
	return { ...command, formatUsageLine: ({ prefix }) => [...prefix, usage].join(" ") };
}
