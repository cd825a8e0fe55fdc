/** One query with its parameters. */
export interface Ask {
	readonly sql: string;
	readonly values: readonly string[];
}

/** A row as its columns' values, in order. */
export type Row = readonly unknown[];

/** Why a database did not answer. `away`: it cannot be reached or takes no more connections; `late`: its time was up; `refused`: it does not want, or cannot read, what was asked. */
export interface DatabaseFault {
	readonly kind: "away" | "late" | "refused";
	/** For a person; without the URL and without values. */
	readonly why: string;
}

/** The rows of each query, in order, as far as they came, and what ended them before the last. */
export interface DatabaseAnswer {
	readonly rows: readonly (readonly Row[])[];
	readonly fault: DatabaseFault | null;
}

/** One kind of database behind one port. */
export interface Database {
	/** How its queries mark their first, second … parameter. */
	mark(number: number): string;
	/** Asks in one read-only transaction, so that all answers are of one moment; never writes, and never throws for what the database does. */
	ask(asks: readonly Ask[], limit: DatabaseLimit): Promise<DatabaseAnswer>;
}

/** How long all queries together may take, and what ends them at once. */
export interface DatabaseLimit {
	readonly withinMs: number;
	readonly signal: AbortSignal;
}

/** The only value of the only row, or in words why there is none. */
export function onlyValue(rows: readonly Row[]): { readonly value: unknown } | { readonly fault: string } {
	const [row] = rows;
	if (row === undefined) return { fault: "gave no row" };
	if (rows.length > 1) return { fault: "gave more than one row" };
	return row.length === 1 ? { value: row[0] } : { fault: `gave ${row.length} columns` };
}

/** A count out of the only row, or in words why it is none. */
export function countIn(rows: readonly Row[]): { readonly count: number } | { readonly fault: string } {
	const only = onlyValue(rows);
	if ("fault" in only) return { fault: `${only.fault}; it must give one number, like select count(*) …` };
	const count = numberOf(only.value);
	if (only.value === null) return { fault: "gave NULL" };
	if (count === null) return { fault: "gave no number; it must give one, like select count(*) …" };
	return Number.isFinite(count) && count >= 0 ? { count } : { fault: `gave ${count}, which is no count` };
}

/** The number, or null when the value is none. PostgreSQL's bigint and numeric, and all of SQLite's, come as texts: JSON knows neither large nor endless ones. */
export function numberOf(value: unknown): number | null {
	if (typeof value === "number") return value;
	return typeof value === "string" && /^-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|Infinity)$/.test(value) ? Number(value) : null;
}
