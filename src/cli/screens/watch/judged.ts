import type { Assessment } from "../../../core/assessment.ts";
import { formatDuration } from "../../../core/duration.ts";
import { clockTime } from "../../../core/time.ts";
import type { Blame, Onset, ReleaseJudgement, ReleaseVerdict } from "../../../core/verdict.ts";
import type { Paint } from "../../paint.ts";
import { clipped, hanging, visibleLength } from "../text.ts";
import { trailText } from "./chart.ts";
import type { Looked } from "./memory.ts";

const VERDICT_TEXT: Readonly<Record<ReleaseVerdict, string>> = {
	bad: "bad",
	good: "good",
	"not-enough-evidence": "not enough evidence yet",
	"telemetry-broken": "its telemetry is broken",
};
/** Looks whose sureness is shown. */
const TRAIL = 24;

/** The judge's verdict with how sure it has been, whose fault it is, and since when; `assessed` is the sentence shown above, which is not told twice. `most`: lines that the judge's own sentence may take below; 0: what fits beside. */
export function judgedLines(
	{ judgement, notJudged, deployedAt }: Pick<Assessment, "judgement" | "notJudged" | "deployedAt">,
	looks: readonly Looked[],
	assessed: string,
	paint: Paint,
	width: number,
	most = 0,
): readonly string[] {
	if (judgement === null)
		return wrappedTo(2, `${paint.dim("Judge")}  `, `${paint.warn("not judged")}: ${notJudged ?? "nothing to judge by"}`, width);
	const { verdict, confidence, text, blame, onset, isWorse } = judgement;
	const color = verdictColor(verdict, paint);
	// How sure one can be of not knowing is no news for a person.
	const isKnown = verdict === "bad" || verdict === "good";
	const sure = `${color(VERDICT_TEXT[verdict])}${isKnown ? `, ${Math.round(confidence * 100)} % sure` : ""}`;
	const latched = judgement.latchedAt === null ? "" : paint.dim(`  latched at ${clockTime(judgement.latchedAt)}${nowText(judgement)}`);
	const own = assessed.includes(text) ? "" : text;
	const beside = own === "" || most > 0 ? "" : `  ${paint.dim(own)}`;
	return [
		clipped(`${paint.dim("Judge")}  ${sure}  ${judgeTrail(looks, paint)}${latched}${beside}`, width),
		...(own === "" || most === 0 ? [] : wrappedTo(most, "       ", own, width).map((line) => paint.dim(line))),
		...(isWorse && blame.length > 0 ? [clipped(`${paint.dim("Blame")}  ${blameText(blame, paint)}`, width)] : []),
		...(onset === null
			? visibleLines(judgement, paint, width)
			: [clipped(`${paint.dim("Onset")}  ${onsetText(onset, deployedAt)}`, width)]),
	];
}

function nowText({ latched }: ReleaseJudgement): string {
	return latched === undefined ? "" : `; now ${VERDICT_TEXT[latched.now]}`;
}

/** The text behind a lead in at most so many lines, the last one clipped. */
function wrappedTo(most: number, lead: string, text: string, width: number): readonly string[] {
	const lines = hanging(lead, text, width);
	if (lines.length <= most) return lines;
	const rest = lines.slice(most - 1).map((line) => line.trim());
	return [...lines.slice(0, most - 1), clipped(" ".repeat(visibleLength(lead)) + rest.join(" "), width)];
}

/** How sure the decisions have been. */
export function decisionTrail(looks: readonly Looked[], paint: Paint): string {
	const colored = looks.map(({ action, confidence }) => ({
		confidence,
		color: action === "none" ? paint.good : action === "investigate" || action === "wait" ? paint.warn : paint.bad,
	}));
	return trailText(colored, TRAIL);
}

function judgeTrail(looks: readonly Looked[], paint: Paint): string {
	const judged = looks.flatMap(({ judge }) => judge ?? []);
	return trailText(
		judged.map(({ verdict, confidence }) => ({ confidence, color: verdictColor(verdict, paint) })),
		TRAIL,
	);
}

function verdictColor(verdict: ReleaseVerdict, paint: Paint): (text: string) => string {
	if (verdict === "bad") return paint.bad;
	return verdict === "good" ? paint.good : paint.warn;
}

function blameText(blame: readonly Blame[], paint: Paint): string {
	const shares = blame.filter(({ share }) => share >= 0.005);
	return shares
		.map(({ suspect, name, share }, index) => {
			const text = `${suspect === "release" ? "this release" : (name ?? suspect)} ${Math.round(share * 100)} %`;
			return index === 0 ? paint.strong(text) : text;
		})
		.join(", ");
}

function onsetText({ at, earliest, latest }: Onset, deployedAt: string | null): string {
	const lagMs = deployedAt === null ? Number.NaN : Date.parse(at) - Date.parse(deployedAt);
	const lag = Number.isNaN(lagMs)
		? ""
		: lagMs === 0
			? ", with the deploy"
			: `, ${formatDuration(Math.abs(lagMs))} ${lagMs > 0 ? "after" : "before"} the deploy`;
	const range = earliest === latest ? "" : ` (between ${clockTime(earliest)} and ${clockTime(latest)})`;
	return `${clockTime(at)} UTC${lag}${range}`;
}

function visibleLines({ verdict, visibleInMs }: ReleaseJudgement, paint: Paint, width: number): readonly string[] {
	if (verdict !== "not-enough-evidence" || visibleInMs === null) return [];
	return [clipped(paint.dim(`       at this traffic a rise to act on shows within ${formatDuration(visibleInMs)}`), width)];
}
