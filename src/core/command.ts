/** An argument array as a line a person can paste into a POSIX shell. For showing only: nothing is ever run from it. */
export function handCommand(argv: readonly string[]): string {
	return argv.map(quote).join(" ");
}

function quote(argument: string): string {
	if (argument !== "" && /^[\w@%+=:,./-]+$/.test(argument)) return argument;
	return `'${argument.replaceAll("'", `'\\''`)}'`;
}
