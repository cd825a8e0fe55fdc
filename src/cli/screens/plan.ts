import { formatDuration } from "../../core/duration.ts";
import { isFreeze } from "../../core/freeze.ts";
import { placeText } from "../../core/place.ts";
import type { Plan, PlanKind, PlannedBatch } from "../../core/plan.ts";
import type { Risk, Step } from "../../core/step.ts";
import type { Paint } from "../paint.ts";
import { refusalLines } from "./errors.ts";
import { hanging } from "./text.ts";

/** The whole plan: where from and to, every step with its risk and hand command, what does not change, how long, and the way back. `bakeMs`: how long the signals are watched afterwards. */
export function planLines(plan: Plan, bakeMs: number | null, paint: Paint, width: number): readonly string[] {
	if (plan.refused !== null) return [...refusalLines(plan.refused, paint, width), ...warningLines(plan.warnings, paint, width)];
	return [
		`${paint.strong(titleOf(plan))}  ${releases(plan, paint)}`,
		paint.dim(`plan ${plan.id} · ${plan.hash.slice(0, 12)}`),
		"",
		...stretchLines(plan, paint, width),
		...section("Will not change", plan.notChanged, paint, width),
		...warningLines(plan.warnings, paint, width),
		"",
		...hanging(`${paint.strong("Takes")}     `, expectation(plan, bakeMs), width),
		...hanging(`${paint.strong("Way back")}  `, plan.wayBack, width),
	];
}

/** The steps under the batches that they are taken in, each batch with its gate below it; those of no batch by themselves. */
function stretchLines({ steps, batches = [] }: Plan, paint: Paint, width: number): readonly string[] {
	const linesOf = (step: Step, isOneOfMany = false): readonly string[] => {
		const title = isOneOfMany ? `${paint.strong(step.target)}  ${step.title}` : step.title;
		return stepLines({ ...step, title }, steps.indexOf(step) + 1, paint, width);
	};
	const inBatch = new Set(batches.flatMap((batch) => batch.steps));
	return [
		...batches.flatMap((batch, index) => [
			...(index === 0 ? [] : [""]),
			`${paint.strong(`Batch ${index + 1} of ${batches.length}`)}  ${paint.dim(batch.targets.length === 1 ? (batch.targets[0] ?? "") : `${batch.targets.join(", ")}, side by side`)}`,
			...steps.filter(({ id }) => batch.steps.includes(id)).flatMap((step) => linesOf(step, batch.targets.length > 1)),
			...gateLines(batch, paint, width),
		]),
		...(batches.length > 0 && inBatch.size < steps.length ? ["", paint.strong("Then")] : []),
		...steps.filter(({ id }) => !inBatch.has(id)).flatMap((step) => linesOf(step)),
	];
}

function stepLines(step: Step, number: number, paint: Paint, width: number): readonly string[] {
	return [
		...hanging(`${paint.strong(String(number).padStart(2))}  `, `${step.title}  ${riskText(step.risk, paint)}`, width),
		...step.command.split("\n").map((line) => `    ${paint.accent("$")} ${paint.dim(line)}`),
	];
}

function gateLines({ gate }: PlannedBatch, paint: Paint, width: number): readonly string[] {
	if (gate.length === 0) return [];
	return hanging(
		`    ${paint.strong("Gate")}  `,
		`goes on only when ${gate.join(", ")} ${gate.length === 1 ? "is" : "are all"} normal`,
		width,
	);
}

function titleOf(plan: Plan): string {
	return `${VERB[plan.kind]} ${placeText(plan)}`;
}

const VERB: Readonly<Record<PlanKind, string>> = {
	"roll-back": "Roll back",
	undo: "Go forward again",
	redeploy: "Redeploy",
	"stable-release": "Return to a stable release",
	"stop-writes": "Stop",
	"resume-writes": "Bring back",
};

function releases({ kind, from, to }: Plan, paint: Paint): string {
	const label = from?.label ?? "?";
	return isFreeze(kind) ? paint.dim(`${label} stays`) : `${paint.bad(label)} ${paint.dim("→")} ${paint.good(to?.label ?? "?")}`;
}

function expectation({ expectedMs, kind }: Plan, bakeMs: number | null): string {
	if (kind === "stop-writes") return "as long as its processes need to end; it is neither verified nor watched afterwards";
	const steps =
		expectedMs === null ? "not known yet, there is no earlier run to go by" : `about ${formatDuration(expectedMs)}, as earlier runs did`;
	return bakeMs === null || bakeMs === 0 ? steps : `${steps}; then its signals are watched for ${formatDuration(bakeMs)}`;
}

/** A risk in its colour. */
export function riskText(risk: Risk, paint: Paint): string {
	if (risk === "safe") return paint.good("safe");
	return risk === "lossy" ? paint.warn("lossy, needs approval") : paint.bad("irreversible, needs approval");
}

function section(title: string, lines: readonly string[], paint: Paint, width: number): readonly string[] {
	if (lines.length === 0) return [];
	return ["", paint.strong(title), ...lines.flatMap((line) => hanging("  · ", line, width))];
}

function warningLines(warnings: readonly string[], paint: Paint, width: number): readonly string[] {
	if (warnings.length === 0) return [];
	return ["", ...warnings.flatMap((warning) => hanging(`${paint.warn("!")} `, warning, width))];
}
