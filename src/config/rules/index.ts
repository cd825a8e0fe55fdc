import type { FaultDraft } from "../fault.ts";
import type { Outline } from "../outline.ts";
import { environmentsAreApart } from "./apart.ts";
import { batchesHoldTargets } from "./batches.ts";
import { comparedAreOthers, comparedCanBeCompared } from "./compared.ts";
import { checksCheck, entriesNameOneKind, signalsMeasure } from "./entries.ts";
import { entryNamesDiffer, namesAreSafe, somethingIsThere } from "./names.ts";
import { placeholdersAreWhole } from "./placeholders.ts";
import { channelsExist, contactsExist, environmentsExist, levelsDiffer, servicesExist } from "./references.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { oneMigrationTool } from "./schema-tool.ts";
import { thresholdsAreOrdered } from "./thresholds.ts";

const RULES: readonly Rule[] = [
	somethingIsThere,
	namesAreSafe,
	entriesNameOneKind,
	signalsMeasure,
	checksCheck,
	entryNamesDiffer,
	comparedAreOthers,
	comparedCanBeCompared,
	batchesHoldTargets,
	environmentsExist,
	servicesExist,
	channelsExist,
	contactsExist,
	levelsDiffer,
	oneMigrationTool,
	thresholdsAreOrdered,
	placeholdersAreWhole,
	environmentsAreApart,
];

/** Everything the rules have against the file. */
export function ruleFaults(outline: Outline, context: RuleContext): readonly FaultDraft[] {
	return RULES.flatMap((rule) => rule(outline, context));
}
