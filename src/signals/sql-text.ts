/** The two ends of the window, as a query names them. */
export type Moment = "from" | "to";

/** A query with its placeholders taken out. */
export interface ParsedSql {
	/** The text between the placeholders: one more piece than there are moments. */
	readonly pieces: readonly string[];
	/** What stands between the pieces. */
	readonly moments: readonly Moment[];
	/** How many statements there are; a `;` at the end makes no second one. */
	readonly statements: number;
	/** In upper case; empty when there is none. */
	readonly firstWord: string;
}

/** What is never looked into (texts, quoted names, PostgreSQL's dollar quotes and casts, comments), the placeholders, and the ends of statements. */
const TOKENS =
	/(?<text>(?<!\w)[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$|::)|(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|:(?<moment>from|to)\b|(?<end>;)/g;

/** The statements that only read. */
const READING = ["SELECT", "WITH", "VALUES", "TABLE"];

interface Token {
	readonly kind: "text" | "moment" | "end";
	readonly text: string;
}

/** Takes a query apart; comments and `;` are left out of the pieces, so that it can stand in brackets. */
export function parseSql(sql: string): ParsedSql {
	const tokens = tokensOf(sql);
	const first = tokens.find(({ kind, text }) => kind === "text" && text.trim() !== "")?.text ?? "";
	return {
		pieces: split(tokens, "moment").map(textOf),
		moments: tokens.filter(({ kind }) => kind === "moment").map(({ text }) => (text === "from" ? "from" : "to")),
		statements: split(tokens, "end").filter((statement) => statement.some(({ kind, text }) => kind === "moment" || text.trim() !== ""))
			.length,
		firstWord: /^[\s(]*(\w+)/.exec(first)?.[1]?.toUpperCase() ?? "",
	};
}

function tokensOf(sql: string): readonly Token[] {
	const tokens: Token[] = [];
	let end = 0;
	for (const match of sql.matchAll(TOKENS)) {
		tokens.push({ kind: "text", text: sql.slice(end, match.index) }, tokenOf(match));
		end = match.index + match[0].length;
	}
	return [...tokens, { kind: "text", text: sql.slice(end) }];
}

function tokenOf({ 0: whole, groups }: RegExpExecArray): Token {
	if (groups?.["moment"] !== undefined) return { kind: "moment", text: groups["moment"] };
	if (groups?.["end"] !== undefined) return { kind: "end", text: "" };
	// A comment separates words, as a blank does.
	return { kind: "text", text: groups?.["comment"] === undefined ? whole : " " };
}

function split(tokens: readonly Token[], at: Token["kind"]): readonly (readonly Token[])[] {
	const groups: Token[][] = [[]];
	for (const token of tokens) {
		if (token.kind === at) groups.push([]);
		else groups.at(-1)?.push(token);
	}
	return groups;
}

function textOf(tokens: readonly Token[]): string {
	return tokens.map(({ text }) => text).join("");
}

/** Whether the text is one statement, and one that reads. */
export function isOneQuery(sql: string): boolean {
	const { statements, firstWord } = parseSql(sql);
	return statements === 1 && READING.includes(firstWord);
}

/** Whether the query asks for both ends of the window. */
export function asksForWindow(sql: string): boolean {
	const { moments } = parseSql(sql);
	return moments.includes("from") && moments.includes("to");
}

/** The query in brackets with a parameter for every placeholder, and two rows of its answer at most: the second shows that there is more than one. */
export function boundSql(sql: string, mark: (number: number) => string): { readonly text: string; readonly moments: readonly Moment[] } {
	const { pieces, moments } = parseSql(sql);
	const body = pieces.map((piece, index) => (index === 0 ? piece : `${mark(index)}${piece}`)).join("");
	return { text: `select * from (\n${body}\n) as answer limit 2`, moments };
}
