import type { CaseFile } from "../core/report.ts";
import type { ChecklistItem } from "../core/review.ts";
import { clockTime } from "../core/time.ts";
import { caseFacts } from "./case-facts.ts";
import { AFTER } from "./checklist-after.ts";
import { BEFORE } from "./checklist-before.ts";
import { DURING } from "./checklist-during.ts";
import type { Filled } from "./checklist-rule.ts";

/** Every item of the runbooks' checklists (coverage row 41, seeds 001–004), in the order they are due, filled in from what was seen and what people ticked off. */
export function checklist(file: CaseFile): readonly ChecklistItem[] {
	const facts = caseFacts(file);
	return [...BEFORE, ...DURING, ...AFTER].map(({ fill, ...item }) => ({ ...item, ...(tickedBy(item.id, file) ?? fill(facts)) }));
}

/** A person's word counts more than what was seen: they may know better. */
function tickedBy(id: string, file: CaseFile): Filled | null {
	const entry = file.entries.findLast(({ kind, reference }) => kind === "checked" && reference === id);
	if (entry === undefined) return null;
	const note = entry.text === "" ? "" : `: ${entry.text}`;
	return { state: "done", evidence: `ticked off by ${entry.by} at ${clockTime(entry.time)}${note}` };
}
