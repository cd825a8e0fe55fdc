/** Takes Node's notice that node:sqlite is experimental (22.13 up to 24) out of the terminal; every other warning is shown as before. */
export function silenceSqliteWarning(process: Pick<NodeJS.Process, "emitWarning">): void {
	const emit = process.emitWarning.bind(process);
	process.emitWarning = (warning: string | Error, ...rest: readonly unknown[]): void => {
		if (!isSqliteNotice(warning, rest[0])) Reflect.apply(emit, process, [warning, ...rest]);
	};
}

function isSqliteNotice(warning: string | Error, options: unknown): boolean {
	const text = typeof warning === "string" ? warning : warning.message;
	const type = typeof options === "string" ? options : warning instanceof Error ? warning.name : typeOf(options);
	return type === "ExperimentalWarning" && /\bSQLite\b/i.test(text);
}

function typeOf(options: unknown): unknown {
	return typeof options === "object" && options !== null && "type" in options ? options.type : undefined;
}
