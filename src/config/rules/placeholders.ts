import { settingParts } from "../../core/settings.ts";
import type { FaultDraft } from "../fault.ts";
import { foundAt } from "../found.ts";
import { type ConfigPath, entriesOf, itemsOf } from "../path.ts";
import type { Rule } from "./rule.ts";

/** Every `${` is a whole `${NAME}` or `${file:path}`, or is escaped: half a placeholder would reach a tool as it stands. */
export const placeholdersAreWhole: Rule = (outline) => brokenIn(outline.root, []);

function brokenIn(value: unknown, path: ConfigPath): readonly FaultDraft[] {
	if (typeof value === "string") return brokenText(value, path);
	return [
		...itemsOf(value).flatMap((item, index) => brokenIn(item, [...path, index])),
		...entriesOf(value).flatMap(([key, item]) => brokenIn(item, [...path, key])),
	];
}

function brokenText(text: string, path: ConfigPath): readonly FaultDraft[] {
	return settingParts(text).flatMap((part) => {
		if (part.kind !== "malformed") return [];
		const message = `Found ${foundAt(part.text, path)}; allowed are \${NAME} and \${file:path}.`;
		return [{ path, message, fix: "Write $${ where a plain ${ is meant." }];
	});
}
