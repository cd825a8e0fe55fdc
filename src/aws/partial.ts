import type { Evidence, Finding } from "../core/adapter.ts";
import { BackoutError, errorText } from "../core/error.ts";

/** One thing that a check tried: what `look` tells, or why it could not be looked at, with the fix. */
export async function tried(name: string, look: () => Promise<string>): Promise<Finding> {
	try {
		return { name, ok: true, detail: await look(), fix: null };
	} catch (thrown) {
		const fix = thrown instanceof BackoutError ? thrown.fix : "look at it in the AWS console";
		return { name, ok: false, detail: errorText(thrown), fix };
	}
}

/** One piece of evidence; when it cannot be read it says why, and the others are kept all the same. */
export async function kept(name: string, read: () => Promise<string>): Promise<Evidence> {
	try {
		return { name, content: await read() };
	} catch (thrown) {
		return { name, content: `could not be read: ${errorText(thrown)}\n` };
	}
}
