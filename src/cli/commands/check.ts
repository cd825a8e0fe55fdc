import type { CheckReport } from "../../app/index.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { CommonFlags } from "../flags.ts";
import { checkLines } from "../screens/check.ts";
import { load, openConsole, printError, printFaults } from "../session.ts";

/** `backout check`: 2 when the config has faults, 1 when something did not answer live. */
export default async function check(this: CliContext, flags: CommonFlags & { readonly live: boolean }): Promise<void> {
	const console = openConsole(this, flags);
	try {
		const { loaded, options } = await load(this, flags);
		if (!loaded.ok) return printFaults(console, loaded.file, loaded.faults);
		const { buildParts, checkConfig } = await import("../../app/index.ts");
		const parts = buildParts(loaded.config, loaded.kinds, options);
		let report: CheckReport;
		try {
			report = await checkConfig(loaded, parts, flags.live);
		} finally {
			await parts.close();
		}
		const lines = flags.json ? [JSON.stringify(report)] : checkLines(report, console.paint);
		for (const line of lines) this.process.stdout.write(`${parts.masker.mask(line)}\n`);
		this.process.exitCode = report.live.every(({ finding }) => finding.ok) ? EXIT.done : EXIT.failed;
	} catch (thrown) {
		printError(console, thrown);
	}
}
