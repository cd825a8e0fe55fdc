#!/usr/bin/env node
import { proposeCompletions, run } from "@stricli/core";
import { application } from "./application.ts";
import { realContext } from "./context.ts";
import { EXIT } from "./exit-code.ts";

const context = realContext();
const [first, ...words] = process.argv.slice(2);
if (first === "--complete") {
	const proposals = await proposeCompletions(application, words, context);
	process.stdout.write(proposals.map(({ completion }) => `${completion}\n`).join(""));
} else {
	await run(application, process.argv.slice(2), context);
	// Stricli's own codes for bad usage are negative; ours is 2 (design.md §5).
	if (typeof process.exitCode === "number" && process.exitCode < 0) process.exitCode = EXIT.usage;
}
