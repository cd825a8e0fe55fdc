import { entriesOf, valueAt } from "../path.ts";
import type { Rule } from "./rule.ts";

/** A schema is changed by one migration tool: its key stands beside `url`. */
export const oneMigrationTool: Rule = (outline) =>
	outline.places.flatMap((place) => {
		const path = [...place.path, "schema"];
		const tools = entriesOf(valueAt(outline.root, path)).flatMap(([key]) => (key === "url" ? [] : [key]));
		if (tools.length < 2) return [];
		return [
			{
				path,
				message: `It names ${tools.length} migration tools: ${tools.join(", ")}; allowed is one.`,
				fix: "Keep the tool that changes this database.",
			},
		];
	});
