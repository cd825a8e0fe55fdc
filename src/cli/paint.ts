import picocolors from "picocolors";

/** Colours by what they mean; plain text where colour is not wanted. */
export interface Paint {
	readonly good: (text: string) => string;
	readonly bad: (text: string) => string;
	readonly warn: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly strong: (text: string) => string;
	readonly accent: (text: string) => string;
}

/** Colours on a terminal, unless NO_COLOR is set or the terminal is dumb; FORCE_COLOR wins (no-color.org). */
export function createPaint(env: NodeJS.ProcessEnv, stream: { readonly isTTY?: boolean }): Paint {
	const colors = picocolors.createColors(wantsColor(env, stream));
	return { good: colors.green, bad: colors.red, warn: colors.yellow, dim: colors.dim, strong: colors.bold, accent: colors.cyan };
}

function wantsColor(env: NodeJS.ProcessEnv, stream: { readonly isTTY?: boolean }): boolean {
	if ((env["NO_COLOR"] ?? "") !== "") return false;
	if ((env["FORCE_COLOR"] ?? "") !== "") return env["FORCE_COLOR"] !== "0";
	return stream.isTTY === true && env["TERM"] !== "dumb";
}
