import { proposeCompletions, text_en } from "@stricli/core";
import { createApplication } from "../application.ts";
import type { CliContext } from "../context.ts";

/** What could stand in place of the last of the words, one a line; nothing when nobody knows. Never throws: a shell asks at every Tab. */
export async function proposals(words: readonly string[], context: CliContext): Promise<readonly string[]> {
	const partial = words.at(-1) ?? "";
	try {
		const found = await proposeCompletions(createApplication(text_en), words, context);
		const usable = [...new Set(found.map(({ completion }) => completion))].filter(
			(text) => text.startsWith(partial) && !/[\s\p{Cc}]/u.test(text),
		);
		// Who has typed nothing yet looks for a name; the flags would bury it.
		const names = usable.filter((text) => !text.startsWith("-"));
		return partial === "" && names.length > 0 ? names : usable;
	} catch {
		return [];
	}
}
