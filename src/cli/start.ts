import { run, type StricliProcess } from "@stricli/core";
import { createApplication } from "./application.ts";
import { errorJson, isUsageFault, openConsole, writeJson } from "./console.ts";
import { realContext } from "./context.ts";
import { EXIT } from "./exit-code.ts";
import { createUsageText } from "./usage-text.ts";

/** Runs the command that the arguments name and sets the exit code; never throws. */
export async function start(argv: readonly string[]): Promise<void> {
	const context = realContext();
	// Whoever read our output may be gone (`| head -1`, a closed terminal): that must never end a run that is under way.
	for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
	const [first, ...words] = argv;
	if (first === "--complete") {
		const { proposals } = await import("./completion/propose.ts");
		process.stdout.write((await proposals(words, context)).map((text) => `${text}\n`).join(""));
		return;
	}
	const usage = createUsageText(openConsole(context, { json: false }));
	// Stricli tells its own complaints on standard error, in our words; its exit codes for them are negative and must not reach the process.
	const outer: StricliProcess = { stdout: process.stdout, stderr: process.stderr, env: process.env };
	await run(createApplication(usage.text), argv, { process: outer, forCommand: () => context });
	const fault = usage.fault();
	if (fault === null) return;
	process.exitCode = isUsageFault(fault) ? EXIT.usage : EXIT.failed;
	if (argv.includes("--json")) writeJson(process.stdout, { error: errorJson(fault) }, (line) => line);
}
