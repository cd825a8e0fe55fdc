import type { LogFindings, LogReading } from "../../core/log.ts";
import { formatQuantity } from "../../core/number.ts";
import { newTemplates } from "./new-templates.ts";

/** What is new in the logs after a deploy: `before` and `after` are what a source's `lines` gave for the two sides of it; `mask` takes secrets out. Where either side could not be read nothing is known, and nothing is called new. Pure. */
export function newLogTemplates(before: LogReading, after: LogReading, mask: (text: string) => string): LogFindings {
	if (before.entries === null) return { templates: null, detail: mask(`before the deploy: ${before.detail}`) };
	if (after.entries === null) return { templates: null, detail: mask(`since the deploy: ${after.detail}`) };
	if (lengthMs(before) <= 0) return { templates: null, detail: mask(`nothing is known of before the deploy${noted(before)}`) };
	const exposure = lengthMs(after) / lengthMs(before);
	const templates = newTemplates(before.entries, after.entries, { exposure, mask });
	const [then, now] = [formatQuantity(before.entries.length, "log line"), formatQuantity(after.entries.length, "line")];
	return { templates, detail: mask(`${then} before the deploy${noted(before)}, ${now} since${noted(after)}`) };
}

function lengthMs({ fromMs, toMs }: LogReading): number {
	return toMs - fromMs;
}

function noted({ detail }: LogReading): string {
	return detail === "" ? "" : ` (${detail})`;
}
