import { formatDuration } from "../core/duration.ts";
import type { SeriesReading } from "../core/series.ts";
import type { Reading, SignalContext, SignalKind, Window } from "../core/signal.ts";
import { isTimeUp } from "./deadline.ts";
import { durationMs } from "./settings.ts";
import type { Ask, Database, DatabaseAnswer } from "./sql-database.ts";
import { sqlParts } from "./sql-parts.ts";
import { checkReading, missingSql, readingOfCounts, sampleOfCounts } from "./sql-reading.ts";
import { databaseOf, type SqlConfig, type SqlQuestion, sqlQuestionOf, sqlSchema } from "./sql-settings.ts";
import { boundSql } from "./sql-text.ts";

const DEFAULT_WITHIN_MS = 5_000;

/** One look at the database. */
interface Look {
	readonly config: SqlConfig;
	readonly question: SqlQuestion;
	readonly context: SignalContext;
	readonly deadline: AbortSignal;
}

/** Asks a database read-only: two counts are an error rate, one is a count, a check passes or fails. What is no single number is unknown, never zero. */
export const sqlSignal: SignalKind<SqlConfig> = {
	kind: "sql",
	measures: ["health", "smoke", "error-rate", "log-pattern"],
	schema: sqlSchema,
	measureOf: (config) => {
		const { kind } = sqlQuestionOf(config);
		return kind === "check" ? "health" : kind === "ratio" ? "error-rate" : "log-pattern";
	},
	endpoints: (config) => [databaseOf(config.url)],
	connect(config, context) {
		const question = sqlQuestionOf(config);
		const look = (deadline: AbortSignal): Look => ({ config, question, context, deadline });
		return {
			name: context.name,
			source: "sql",
			measure: context.measure,
			hasPast: question.kind !== "check",
			withinMs: withinMs(config),
			read: (window, deadline) => read(look(deadline), window),
			...(question.kind === "check"
				? {}
				: { series: (window: Window, partMs: number, deadline: AbortSignal) => readSeries(look(deadline), window, partMs) }),
		};
	},
};

function withinMs(config: SqlConfig): number {
	return durationMs(config.within, DEFAULT_WITHIN_MS);
}

async function read(look: Look, window: Window): Promise<Reading> {
	const { question, context, deadline } = look;
	const startedAt = context.clock.now();
	const answer = await askFor(look, [window]);
	if (question.kind === "check") {
		const wasLeft = deadline.aborted && !isTimeUp(deadline);
		return checkReading(answer, context.clock.now() - startedAt, wasLeft);
	}
	return answer.fault === null ? readingOfCounts(question.kind, answer.rows) : missingSql(question.kind, answer.fault.why);
}

async function readSeries(look: Look, window: Window, partMs: number): Promise<SeriesReading> {
	const parts = sqlParts(window, partMs).filter(({ toMs }) => toMs <= look.context.clock.now());
	if (parts.length === 0) return { samples: [], detail: `the window holds no whole part of ${formatDuration(partMs)}` };
	const windows = parts.map(({ fromMs, toMs }) => ({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }));
	const { rows, fault } = await askFor(look, windows);
	const perPart = queriesOf(look.question).length;
	const samples = parts.flatMap((part, index) => sampleOfCounts(part, rows.slice(index * perPart, (index + 1) * perPart), perPart));
	const why = fault === null ? "" : `; ${fault.why}`;
	return { samples: samples.toReversed(), detail: `known in ${samples.length} of ${parts.length} parts${why}` };
}

function queriesOf(question: SqlQuestion): readonly string[] {
	if (question.kind === "ratio") return [question.errors, question.requests];
	return [question.kind === "count" ? question.count : question.check];
}

/** Every query of the question for every window, window after window. */
async function askFor({ config, question, context, deadline }: Look, windows: readonly Window[]): Promise<DatabaseAnswer> {
	const limitMs = withinMs(config);
	const database = await openDatabase(config.url, context);
	const asks = windows.flatMap((window) => queriesOf(question).map((query) => askOf(query, window, database)));
	return await database.ask(asks, { withinMs: limitMs, signal: AbortSignal.any([deadline, AbortSignal.timeout(limitMs)]) });
}

function askOf(query: string, window: Window, database: Database): Ask {
	const { text, moments } = boundSql(query, database.mark);
	return { sql: text, values: moments.map((moment) => new Date(window[moment]).toISOString()) };
}

async function openDatabase(url: string, { directory, processes }: SignalContext): Promise<Database> {
	if (url.startsWith("sqlite:")) {
		const { sqliteDatabase } = await import("./sql-sqlite.ts");
		return sqliteDatabase(url.slice("sqlite:".length), directory, processes);
	}
	const { postgresDatabase } = await import("./sql-postgres.ts");
	return postgresDatabase(url);
}
