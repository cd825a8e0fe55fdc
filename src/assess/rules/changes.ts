import { type ChangeArea, changesText, type ReleaseChanges } from "../../core/changes.ts";
import type { JsonValue } from "../../core/json.ts";
import { formatCount } from "../../core/number.ts";
import { oneLine } from "../../core/reading.ts";
import { type Rule, SILENT } from "../rule.ts";
import { currentLabel } from "../situation.ts";
import { shownLine } from "../templates/shown-line.ts";

/** Areas that nothing runs. */
const HARMLESS: readonly ChangeArea[] = ["tests", "docs"];

/** Coverage row 29: the release's diff, told with every decision; one of documents and tests alone speaks against the release. */
export const whatChanged: Rule = {
	name: "what-changed",
	group: "wait",
	judge(situation) {
		const { changes, trouble } = situation;
		if (trouble === "no" || situation.current === null) return SILENT;
		if (changes === null) return { outcome: "unknown", missing: `what ${currentLabel(situation)} changed` };
		const isHarmless = changes.fileCount > 0 && HARMLESS.reduce((sum, area) => sum + changes.areas[area], 0) === changes.fileCount;
		const against = isHarmless ? "; only documents and tests, which speaks against it as the cause" : "";
		const text = `${currentLabel(situation)} changed ${changesText(changes)}${against}.`;
		return { outcome: "noted", text, evidence: evidenceOf(changes), isDoubt: isHarmless };
	},
};

/** Coverage row 32 and runbook 004: infrastructure and code belong in two pull requests, because in one they cannot be rolled back apart. */
export const infraAndApp: Rule = {
	name: "infra-and-app",
	group: "wait",
	judge(situation) {
		const { changes, trouble } = situation;
		if (trouble === "no" || changes === null) return SILENT;
		const application = changes.areas.code + changes.areas.dependencies + changes.areas.migrations;
		if (changes.areas.infrastructure === 0 || application === 0) return SILENT;
		const isReverted =
			situation.targetKinds !== null && situation.targetKinds.length > 0 && situation.targetKinds.every((kind) => kind === "git");
		const back = isReverted ? "a revert takes both back" : "rolling the application back leaves the infrastructure as it is";
		const named = changes.files.filter(({ area }) => area === "infrastructure").slice(0, 3);
		const text = `${currentLabel(situation)} changed infrastructure (${named.map(({ path }) => oneLine(path)).join(", ")}) and the application together: they cannot be rolled back apart, and ${back}.`;
		return { outcome: "noted", text, evidence: { areas: { ...changes.areas } }, isDoubt: false };
	},
};

/** Row 29: what the service says since the deploy that it never said before. */
export const newInLogs: Rule = {
	name: "new-in-logs",
	group: "wait",
	judge(situation) {
		const errors = (situation.newLogTemplates ?? []).filter(({ isErrorLike }) => isErrorLike).slice(0, 3);
		if (errors.length === 0 || situation.trouble === "no") return SILENT;
		const lines = errors.map((kind) => `${formatCount(kind.count)} × “${oneLine(shownLine(kind), 100)}”`);
		const evidence = errors.map(({ template, count, countBefore, first }) => ({ template, count, countBefore, first }));
		return { outcome: "noted", text: `New in the logs since ${currentLabel(situation)}: ${lines.join(", ")}.`, evidence, isDoubt: false };
	},
};

function evidenceOf({ from, to, commitCount, fileCount, areas, commits, files }: ReleaseChanges): JsonValue {
	return {
		from,
		to,
		commitCount,
		fileCount,
		areas: { ...areas },
		commits: commits.slice(0, 10).map((commit) => ({ ...commit })),
		files: files.slice(0, 20).map((file) => ({ ...file })),
	};
}
