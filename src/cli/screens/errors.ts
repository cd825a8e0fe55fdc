import type { ConfigFault } from "../../core/config.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { Refusal } from "../../core/plan.ts";
import type { Paint } from "../paint.ts";
import { hanging } from "./text.ts";

/** What happened, and the fix. */
export function errorLines(thrown: unknown, paint: Paint, width: number): readonly string[] {
	if (thrown instanceof BackoutError)
		return [...hanging(`${paint.bad("error")}  `, thrown.message, width), ...fixLines(thrown.fix, paint, width)];
	const stack = thrown instanceof Error && thrown.stack ? thrown.stack.split("\n").slice(1, 6) : [];
	return [
		...hanging(`${paint.bad("error")}  `, errorText(thrown), width),
		...stack.map(paint.dim),
		...fixLines("this is a fault of Backout: please report it with the lines above", paint, width),
	];
}

/** A rule said no. */
export function refusalLines(refusal: Refusal, paint: Paint, width: number): readonly string[] {
	return [
		...hanging(`${paint.warn("refused")}  `, `${refusal.reason} ${paint.dim(`(${refusal.rule})`)}`, width),
		...fixLines(refusal.fix, paint, width),
	];
}

/** What to do now. */
export function fixLines(fix: string, paint: Paint, width: number): readonly string[] {
	return hanging(`  ${paint.accent("fix")}  `, fix, width);
}

/** Every fault of a config at once, with its line. */
export function faultLines(file: string, faults: readonly ConfigFault[], paint: Paint, width: number): readonly string[] {
	const count = `${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${file}`;
	return [
		paint.strong(paint.bad(count)),
		...faults.flatMap((fault) => [
			"",
			`${paint.bad("✗")} ${paint.strong(fault.path === "" ? "the file" : fault.path)}${fault.line === null ? "" : paint.dim(`  line ${fault.line}`)}`,
			...hanging("  ", fault.message, width),
			...fixLines(fault.fix, paint, width),
		]),
	];
}
