import type { Thresholds } from "../core/config.ts";
import { formatShare } from "../core/number.ts";
import { isCheck, isTooLittle, oneLine, readingText } from "../core/reading.ts";
import type { Signal } from "../core/signal.ts";
import { isOnlyReadiness } from "../core/verification.ts";

/** What was measured in one sentence with its numbers, what is wrong first, then what is too little to judge by: "errors 0.2 % of 410 requests (limit 1 %), p95 84 ms (before 80 ms), 3 of 3 checks pass". `all`: those it is told beside, so that several of one measure keep their names. */
export function verificationSentence(signals: readonly Signal[], thresholds: Thresholds, all: readonly Signal[] = signals): string {
	if (signals.length === 0) return "nothing was measured: no checks and no signals are configured";
	if (isOnlyReadiness({ signals })) return `${readinessText(signals)}; only readiness was measured: it does not say that the service works`;
	const checks = signals.filter((signal) => isCheck(signal.measure));
	const measured = signals.filter((signal) => !isCheck(signal.measure));
	const parts = [
		...measured.map((signal) => ({ rank: rankOf(signal), text: signalPart(signal, all, thresholds) })),
		...(checks.length === 0
			? []
			: [{ rank: checks.some((check) => check.state === "abnormal") ? WRONG : OTHER, text: checksPart(checks) }]),
	];
	const of = (rank: number) => parts.filter((part) => part.rank === rank).map(({ text }) => text);
	if (of(TOO_LITTLE).length === 0) return [...of(WRONG), ...of(OTHER)].join(", ");
	const clauses = [of(WRONG).join(", "), `too little to judge by: ${of(TOO_LITTLE).join(", ")}`, of(OTHER).join(", ")];
	return clauses.filter((clause) => clause !== "").join("; ");
}

function readinessText(signals: readonly Signal[]): string {
	return signals.map((signal) => `${oneLine(signal.name, 80)}: ${oneLine(signal.text)}`).join(", ");
}

/** In which order a reader needs them. */
const [WRONG, TOO_LITTLE, OTHER] = [0, 1, 2];

function rankOf(signal: Signal): number {
	if (signal.state === "abnormal") return WRONG;
	return isTooLittle(signal) ? TOO_LITTLE : OTHER;
}

function signalPart(signal: Signal, all: readonly Signal[], thresholds: Thresholds): string {
	if (signal.measure === "readiness") return readinessText([signal]);
	const name = label(signal, all);
	const read = readingText(signal.reading);
	if (read === null) return `${name} unknown (${oneLine(signal.reading.detail) || "not measured"})`;
	const told = [name, read].filter((word) => word !== "").join(" ");
	// A certificate is held against its own end, not against what it was.
	return signal.measure === "certificate" ? told : `${told} (${yardstick(signal, thresholds)})`;
}

/** Several sources of one measure are told apart by name; a latency's statistic is its own name. */
function label(signal: Signal, all: readonly Signal[]): string {
	const isAlone = all.filter((other) => other.measure === signal.measure).length === 1;
	if (signal.measure === "log-pattern" || !isAlone) return oneLine(signal.name, 80);
	if (signal.measure === "error-rate") return "errors";
	if (signal.measure === "certificate") return "certificate";
	return readingText(signal.reading) === null ? "latency" : "";
}

function yardstick(signal: Signal, thresholds: Thresholds): string {
	if (signal.measure === "error-rate") return `limit ${formatShare(thresholds.errorsAfter)}`;
	const before = signal.baseline === null ? null : readingText(signal.baseline);
	if (before === null) return "no value from before";
	return `before ${before.replace(/^p\d+ |^mean /, "")}`;
}

function checksPart(checks: readonly Signal[]): string {
	const passing = checks.filter((check) => check.state === "normal").length;
	const failing = named(checks, "abnormal");
	const unmade = named(checks, "unknown");
	const remarks = [failing === "" ? "" : `failing: ${failing}`, unmade === "" ? "" : `could not be made: ${unmade}`].filter(
		(remark) => remark !== "",
	);
	const total = `${passing} of ${checks.length} ${checks.length === 1 ? "check passes" : "checks pass"}`;
	return remarks.length === 0 ? total : `${total} (${remarks.join("; ")})`;
}

function named(checks: readonly Signal[], state: Signal["state"]): string {
	return checks
		.filter((check) => check.state === state)
		.map((check) => [oneLine(check.name, 80), oneLine(check.reading.detail)].filter((part) => part !== "").join(": "))
		.join(", ");
}
