import { BackoutError } from "../../core/error.ts";
import { completionScript } from "../completion/scripts.ts";
import { openConsole, printError } from "../console.ts";
import type { CliContext } from "../context.ts";

/** `backout completion`. */
export default async function completion(this: CliContext, _flags: Readonly<Record<never, never>>, shell = "bash"): Promise<void> {
	const script = completionScript(shell);
	if (script !== null) return void this.process.stdout.write(script);
	printError(
		openConsole(this, { json: false }),
		new BackoutError({ code: "usage.shell", message: `there is no completion for ${shell}`, fix: "name bash, zsh or fish" }),
	);
}
