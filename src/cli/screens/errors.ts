import type { ConfigFault } from "../../core/config.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { Refusal } from "../../core/plan.ts";
import type { Paint } from "../paint.ts";

/** What happened, and the fix. */
export function errorLines(thrown: unknown, paint: Paint): readonly string[] {
	if (thrown instanceof BackoutError) return [`${paint.bad("error")} ${thrown.message}`, `  ${paint.accent("fix")} ${thrown.fix}`];
	const stack = thrown instanceof Error && thrown.stack ? thrown.stack.split("\n").slice(1, 6) : [];
	return [
		`${paint.bad("error")} ${errorText(thrown)}`,
		...stack.map(paint.dim),
		`  ${paint.accent("fix")} this is a fault of Backout: please report it with the lines above`,
	];
}

/** A rule said no. */
export function refusalLines(refusal: Refusal, paint: Paint): readonly string[] {
	return [`${paint.warn("refused")} ${refusal.reason} ${paint.dim(`(${refusal.rule})`)}`, `  ${paint.accent("fix")} ${refusal.fix}`];
}

/** Every fault of a config at once, with its line. */
export function faultLines(file: string, faults: readonly ConfigFault[], paint: Paint): readonly string[] {
	const count = `${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${file}`;
	return [
		paint.strong(paint.bad(count)),
		...faults.flatMap((fault) => [
			"",
			`${paint.bad("✗")} ${paint.strong(fault.path === "" ? "the file" : fault.path)}${fault.line === null ? "" : paint.dim(`  line ${fault.line}`)}`,
			`  ${fault.message}`,
			`  ${paint.accent("fix")} ${fault.fix}`,
		]),
	];
}
