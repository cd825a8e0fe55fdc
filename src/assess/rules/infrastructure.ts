import type { Severity } from "../../core/assessment.ts";
import { oneLine } from "../../core/reading.ts";
import type { Signal } from "../../core/signal.ts";
import { CONFIDENCE } from "../judge/judge.ts";
import { type Rule, SILENT } from "../rule.ts";
import { effectSeverity } from "../severity.ts";
import { isBlamedByPerson, isPastDeadline, type Situation, withVerdict } from "../situation.ts";
import { shownLine } from "../templates/shown-line.ts";

/** What a program says that cannot reach another (runbook 004: "App can't connect to resources, security group issues"). */
const CANNOT_CONNECT =
	/\b(cannot|can ?not|can't|could ?not|couldn't|unable to|failed to) (connect|reach|resolve)|\bconnection (refused|timed out|reset)|\bconnect(ion)? time-?out\b|\btimed? ?out (connecting|while connecting)|security ?groups?\b|\bno route to host\b|\bnetwork is unreachable\b|\bname or service not known\b|\b(name|dns) (resolution|lookup)\b|\bE(CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN)\b|\bENOTFOUND\b|\bNXDOMAIN\b|\bSERVFAIL\b|\bdial tcp\b/i;
/** What a probe of ours says when the way to the service is gone; a refused or slow connection is the service itself. */
const WAY_IS_GONE =
	/\bEHOSTUNREACH\b|\bENETUNREACH\b|\bEAI_AGAIN\b|\bENOTFOUND\b|\bNXDOMAIN\b|\bSERVFAIL\b|no route to host|name or service not known/i;
/** How many of the words are shown. */
const SHOWN = 3;

/** Coverage row 29: code or infrastructure? What cannot connect is looked at there first, until the deadline; not when the judge has tied the trouble to the release. */
export const infrastructureCause: Rule = {
	name: "infrastructure-cause",
	group: "veto",
	judge(situation) {
		const words = wordsOf(situation);
		if (words.length === 0 || situation.trouble !== "yes" || isBlamedByPerson(situation)) return SILENT;
		const text = `It looks like infrastructure: ${words.slice(0, SHOWN).map(quoted).join(", ")}`;
		const evidence = { words: words.slice(0, 10).map(({ said }) => oneLine(said)), by: words.slice(0, 10).map(({ by }) => by) };
		if (situation.verdict?.verdict === "bad" || isPastDeadline(situation)) return { outcome: "noted", text, evidence, isDoubt: false };
		return {
			outcome: "spoke",
			action: "investigate",
			severity: severityOf(situation),
			confidence: CONFIDENCE.leaning,
			text,
			evidence,
			advice: `Look at the network first: is what it connects to up, do security groups, DNS and credentials let it through?${changed(situation)}`,
		};
	},
};

function changed({ changes }: Situation): string {
	const isOurs = changes !== null && changes.areas.infrastructure + changes.areas.config > 0;
	return isOurs ? " This release changed infrastructure or configuration: if that is it, roll it back." : "";
}

/** What the other rules make of the effect counts too: the worst of them decides. */
function severityOf({ verdict, thresholds }: Situation): Severity {
	return verdict?.isWorse === true ? effectSeverity(verdict, thresholds) : "P2";
}

/** What was said of the cause, and by whom. */
interface Word {
	/** The check's name, or `the log`. */
	readonly by: string;
	readonly said: string;
}

/** The log lines that are new since the deploy, and what failing checks say of their cause. */
function wordsOf({ newLogTemplates, judged }: Situation): readonly Word[] {
	const logged = (newLogTemplates ?? [])
		.filter(({ template, first }) => CANNOT_CONNECT.test(`${template} ${first}`))
		.map((kind) => ({ by: "the log", said: shownLine(kind) }));
	const said = withVerdict(judged, "bad", "suspicious").flatMap(({ signal }) => saidBy(signal));
	return [...logged, ...said].filter((word, index, all) => all.findIndex((other) => other.said === word.said) === index);
}

function saidBy({ name, reading }: Signal): readonly Word[] {
	if (reading.kind !== "check") return [];
	const hasAnswered = reading.latencyMs !== null;
	return (hasAnswered ? CANNOT_CONNECT : WAY_IS_GONE).test(reading.detail) ? [{ by: name, said: reading.detail }] : [];
}

function quoted({ by, said }: Word): string {
	return `${oneLine(by, 60)} says “${oneLine(said, 100)}”`;
}
