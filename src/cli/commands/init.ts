import { openConsole, printError } from "../console.ts";
import type { CliContext } from "../context.ts";

/** `backout init`: never overwrites. */
export default async function init(this: CliContext, flags: { readonly json: boolean; readonly print: boolean }): Promise<void> {
	const console = openConsole(this, flags);
	try {
		const { initConfig } = await import("../../app/init.ts");
		const { file, text, found } = await initConfig(this.cwd, { env: this.env, isWritten: !flags.print });
		if (flags.json) this.process.stdout.write(`${JSON.stringify({ file, found, text })}\n`);
		else if (flags.print) this.process.stdout.write(text);
		else
			this.process.stdout.write(
				`${console.paint.good("✓")} ${file} written from ${found.length === 0 ? "nothing but this folder's name" : found.join(", ")}.\n  Read it, then: backout check --live\n`,
			);
	} catch (thrown) {
		printError(console, thrown);
	}
}
