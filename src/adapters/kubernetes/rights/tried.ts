import type { Finding } from "../../../core/adapter.ts";
import { BackoutError, errorText } from "../../../core/error.ts";

/** What came of the attempt, as a finding; its fix when it throws. */
export async function tried(name: string, attempt: () => Promise<string>): Promise<Finding> {
	try {
		return { name, ok: true, detail: await attempt(), fix: null };
	} catch (fault) {
		return failed(name, fault);
	}
}

/** What the attempt found; one finding with its fix when it throws. */
export async function triedAll(name: string, attempt: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
	try {
		return await attempt();
	} catch (fault) {
		return [failed(name, fault)];
	}
}

function failed(name: string, fault: unknown): Finding {
	const fix = fault instanceof BackoutError ? fault.fix : "look at `kubectl auth can-i --list`";
	return { name, ok: false, detail: errorText(fault), fix };
}
