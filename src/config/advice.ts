import { type ZodType, z } from "zod";
import { exampleLine, exampleOf, mayBeAbsent, schemaAt } from "./example.ts";
import { keyText, lastKey } from "./found.ts";
import type { ConfigPath } from "./path.ts";

/** What may be written at a place of the file. */
export interface Advice {
	/** A line that works there (`bake: 30m`); null when the schema brings no example. */
	readonly example: string | null;
	/** Whether it may be left out. */
	readonly mayBeAbsent: boolean;
	/** Whether the value would be right there. */
	accepts(value: unknown): boolean;
}

/** What the schema allows at `inner`, which is `path` in the file. */
export function adviceFor(schema: ZodType, inner: ConfigPath, path: ConfigPath): Advice {
	const found = schemaAt(schema, inner);
	const example = found === null ? undefined : exampleOf(found);
	return {
		example: example === undefined ? null : exampleLine(path, example),
		mayBeAbsent: found !== null && (typeof path.at(-1) === "number" || mayBeAbsent(found)),
		accepts: (value) => found !== null && z.safeParse(found, value).success,
	};
}

/** "Write it like this: `bake: 30m`."; without an example, which a kind of one's own may lack, the key is named. */
export function exampleFix(path: ConfigPath, { example }: Advice): string {
	if (example !== null) return `Write it like this: \`${example}\`.`;
	return `Give \`${keyText(lastKey(path))}\` a value that its kind's own page allows.`;
}

/** The same for what is not there: the line to add. */
export function addFix(path: ConfigPath, { example }: Advice): string {
	return `Add \`${example ?? keyText(lastKey(path))}\`.`;
}

/** The same for a key without a value. */
export function fillFix(path: ConfigPath, advice: Advice): string {
	const fill = exampleFix(path, advice);
	return advice.mayBeAbsent ? `${fill.slice(0, -1)}, or remove the line.` : fill;
}
