/** What a BackoutError is made of; `fix` says what a person should do now. */
export interface BackoutErrorParts {
	/** Dotted, stable, for programs: `pm2.app-not-found`. */
	readonly code: string;
	/** What happened, to which thing. */
	readonly message: string;
	/** What to do now. */
	readonly fix: string;
	/** Whether the same call may succeed later without anybody changing anything. */
	readonly retryable?: boolean;
	readonly cause?: unknown;
}

/** The one error that Backout throws on purpose: it names the thing and the fix. Outcomes that are expected are values instead. */
export class BackoutError extends Error {
	readonly code: string;
	readonly fix: string;
	readonly retryable: boolean;

	constructor(parts: BackoutErrorParts) {
		super(parts.message, { cause: parts.cause });
		this.name = "BackoutError";
		this.code = parts.code;
		this.fix = parts.fix;
		this.retryable = parts.retryable ?? false;
	}
}

/** The message of anything that was thrown. */
export function errorText(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}
