/** What stands for our signs where the terminal has no others, column by column. */
const PLAIN: Readonly<Record<string, string>> = {
	"▁": "_",
	"▂": "-",
	"▃": "~",
	"▄": "=",
	"▅": "+",
	"▆": "*",
	"▇": "%",
	"█": "#",
	"░": ":",
	"│": "|",
	"┤": "|",
	"▾": "v",
	"·": ".",
	"✓": "+",
	"✗": "x",
	"→": ">",
	"–": "-",
	"—": "-",
	"…": "~",
	"≤": "<",
	"≥": ">",
};

/** The line with every sign beyond ASCII replaced by one that any terminal has; what has no likeness becomes a question mark. */
export function asciiOnly(line: string): string {
	return line.replace(/\P{ASCII}/gu, (sign) => PLAIN[sign] ?? "?");
}

/** Whether the locale of the environment writes UTF-8 (POSIX: LC_ALL, else LC_CTYPE, else LANG; none of them is the C locale). Windows and macOS terminals do without saying so. */
export function writesUtf8(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
	const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => value !== undefined && value !== "");
	if (locale === undefined) return platform === "win32" || platform === "darwin";
	return /utf-?8/i.test(locale);
}
