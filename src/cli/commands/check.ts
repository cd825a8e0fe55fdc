import type { CheckReport } from "../../app/index.ts";
import { openConsole, printError, printFaults, writeJson, writeLines } from "../console.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { CommonFlags } from "../flags.ts";
import { checkLines } from "../screens/check.ts";
import { load } from "../session.ts";
import { spin } from "../spinner.ts";

/** `backout check`: 2 when the config has faults, 1 when something that is needed did not answer live. */
export default async function check(this: CliContext, flags: CommonFlags & { readonly live: boolean }): Promise<void> {
	const console = openConsole(this, flags);
	try {
		const { loaded, options } = await load(this, flags);
		if (!loaded.ok) return printFaults(console, loaded.file, loaded.faults);
		const { buildParts, checkConfig } = await import("../../app/index.ts");
		const parts = buildParts(loaded.config, loaded.kinds, options);
		let report: CheckReport;
		try {
			report = await spin(this.process.stderr, "trying everything", checkConfig(loaded, parts, flags.live));
		} finally {
			await parts.close();
		}
		const mask = (text: string): string => parts.masker.mask(text);
		if (flags.json) writeJson(this.process.stdout, report, mask);
		else writeLines(this.process.stdout, checkLines(report, console.paint, console.width), mask);
		this.process.exitCode = report.live.every(({ finding }) => finding.ok || finding.isOptional === true) ? EXIT.done : EXIT.failed;
	} catch (thrown) {
		printError(console, thrown);
	}
}
