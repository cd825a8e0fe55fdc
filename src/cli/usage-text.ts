import {
	AliasNotFoundError,
	type ApplicationText,
	ArgumentParseError,
	ArgumentScannerError,
	EnumValidationError,
	FlagNotFoundError,
	formatMessageForArgumentScannerError,
	text_en,
	UnsatisfiedPositionalError,
} from "@stricli/core";
import { BackoutError, errorText } from "../core/error.ts";
import type { Console } from "./console.ts";
import { errorLines } from "./screens/errors.ts";
import { printable } from "./screens/text.ts";

const UNPAINT = "\u001b[0m";

/** Stricli's texts in our form, and the last fault that they told of. */
export interface UsageText {
	readonly text: ApplicationText;
	/** What was wrong with the command line or with loading the command, or null. */
	fault(): unknown;
}

/** Texts that keep what was wrong as an error of ours, so that it is printed like every other: once, with its fix, and in JSON when asked for. */
export function createUsageText({ errorPaint, errorWidth }: Pick<Console, "errorPaint" | "errorWidth">): UsageText {
	let fault: unknown = null;
	const keep = (thrown: unknown, isColored: boolean): string => {
		fault = thrown;
		// Stricli paints the whole text bold red: taken off again, for our own colours.
		return `${isColored ? UNPAINT : ""}${errorLines(thrown, errorPaint, errorWidth).map(printable).join("\n")}`;
	};
	return {
		fault: () => fault,
		text: {
			...text_en,
			noCommandRegisteredForInput: ({ input, corrections, ansiColor }) => keep(unknownCommand(input, corrections), ansiColor),
			exceptionWhileParsingArguments: (thrown, isColored) => keep(badArgument(thrown), isColored),
			exceptionWhileLoadingCommandFunction: keep,
			exceptionWhileLoadingCommandContext: keep,
			exceptionWhileRunningCommand: keep,
			commandErrorResult: keep,
		},
	};
}

function unknownCommand(input: string, corrections: readonly string[]): BackoutError {
	if (input.startsWith("-"))
		return fault("usage.unknown-flag", `there is no flag ${input} before a command`, `write it after the command: backout status ${input}`);
	return new BackoutError({
		code: "usage.unknown-command",
		message: `there is no command ${JSON.stringify(input)}`,
		fix: didYouMean(corrections, "`backout --help` lists the commands"),
	});
}

function badArgument(thrown: unknown): BackoutError {
	if (thrown instanceof FlagNotFoundError)
		return new BackoutError({
			code: "usage.unknown-flag",
			message: `there is no flag --${thrown.input} here`,
			fix: didYouMean(
				thrown.corrections.map((name) => `--${name.replace(/^-+/, "")}`),
				"--help after the command lists its flags",
			),
		});
	if (thrown instanceof AliasNotFoundError)
		return fault("usage.unknown-flag", `there is no flag -${thrown.input} here`, "--help after the command lists its flags");
	if (thrown instanceof ArgumentParseError)
		return fault(
			"usage.bad-value",
			`${nameOf(thrown)}: ${errorText(thrown.exception)}`,
			"correct it; --help after the command shows the form",
		);
	if (thrown instanceof EnumValidationError)
		return fault(
			"usage.bad-value",
			`--${thrown.externalFlagName} cannot be ${JSON.stringify(thrown.input)}`,
			`use one of ${thrown.values.join(", ")}`,
		);
	if (thrown instanceof UnsatisfiedPositionalError)
		return fault("usage.argument-needed", `nothing says which ${thrown.placeholder}`, `name the ${thrown.placeholder} after the command`);
	const text = thrown instanceof ArgumentScannerError ? formatMessageForArgumentScannerError(thrown, {}) : errorText(thrown);
	return fault("usage.arguments", text, "--help after the command shows what it takes");
}

function fault(code: string, message: string, fix: string): BackoutError {
	return new BackoutError({ code, message, fix });
}

function nameOf({ externalFlagNameOrPlaceholder: name }: ArgumentParseError): string {
	return name.startsWith("-") ? name : `--${name}`;
}

/** Stricli quotes some of its names itself. */
function didYouMean(names: readonly string[], otherwise: string): string {
	const known = names.map((name) => name.replaceAll("`", "").replaceAll('"', ""));
	return known.length === 0 ? otherwise : `did you mean ${known.join(" or ")}? ${otherwise}`;
}
