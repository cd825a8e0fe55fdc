import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's own directory. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A document for people: its path in the project, and its text. */
export interface Document {
	readonly file: string;
	readonly text: string;
}

/** Every Markdown file that the project shows to people. */
export function documents(): readonly Document[] {
	const files = [...readdirSync(root).filter((name) => name.endsWith(".md")), ...filesIn("docs", /\.md$/), ...filesIn("examples", /\.md$/)];
	return files.map((file) => ({ file, text: read(file) }));
}

/** The text of a file of the project. */
export function read(file: string): string {
	return readFileSync(join(root, file), "utf8");
}

/** Paths of all files in the folder whose path fits, in order. */
export function filesIn(folder: string, path: RegExp): readonly string[] {
	const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
	return found
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)))
		.filter((file) => path.test(file))
		.sort();
}

/** What stands in the fenced blocks of these languages. */
export function blocksOf(text: string, ...languages: readonly string[]): readonly string[] {
	return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(([, language = "", block = ""]) =>
		languages.includes(language) ? [block] : [],
	);
}

/** The part of a text under a heading, up to the next one of its rank or above; empty when there is no such heading. */
export function sectionOf(text: string, heading: string): string {
	const [rank = "#"] = heading.split(" ");
	const start = text.indexOf(`\n${heading}\n`);
	if (start === -1) return "";
	const rest = text.slice(start + heading.length + 2);
	const end = rest.search(new RegExp(`^#{1,${rank.length}} `, "m"));
	return end === -1 ? rest : rest.slice(0, end);
}
