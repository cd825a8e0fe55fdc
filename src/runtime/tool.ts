import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** The absolute path of a tool as the shell would find it, or null when it is missing or may not be run. */
export async function findTool(name: string, options: { readonly cwd?: string; readonly path?: string } = {}): Promise<string | null> {
	if (name.includes("/")) {
		const file = isAbsolute(name) ? name : resolve(options.cwd ?? process.cwd(), name);
		return (await isRunnable(file)) ? file : null;
	}
	for (const directory of (options.path ?? process.env["PATH"] ?? "").split(delimiter)) {
		const file = join(directory === "" ? "." : directory, name);
		if (await isRunnable(file)) return file;
	}
	return null;
}

async function isRunnable(file: string): Promise<boolean> {
	try {
		await access(file, constants.X_OK);
		return (await stat(file)).isFile();
	} catch {
		return false;
	}
}
