/** How a process is started. */
export interface ProcessOptions {
	readonly cwd?: string;
	/** Added to this process's own environment. */
	readonly env?: Readonly<Record<string, string>>;
	/** Written to its standard input, which is then closed. */
	readonly input?: string;
	/** Ends the whole process group when it is over; 30,000 ms when left out. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
	/** Kept of each stream, from its end; 1 MiB when left out. */
	readonly maxOutputBytes?: number;
	/** How long the group may take to end by itself when it is ended before its time; 2,000 ms when left out. */
	readonly graceMs?: number;
	/** Told of what it prints as it prints it, in pieces that may begin and end anywhere in a line. */
	readonly onOutput?: (stream: "stdout" | "stderr", text: string) => void;
}

/** How a process ended. A non-zero exit is a value, not a throw. */
export interface Output {
	/** Null when a signal ended it. */
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly durationMs: number;
	/** Why it was ended before its time, or null. */
	readonly ended: "timeout" | "aborted" | null;
}

/** The only way to start a process: an argument array, a deadline, a process group that is never left behind. */
export interface ProcessRunner {
	/** Throws BackoutError `process.tool-not-found` or `process.not-started`. */
	run(argv: readonly string[], options?: ProcessOptions): Promise<Output>;
}

/** Whom to trust and who we are on a host's TLS; PEM texts. Hand the same object in again, so that its connections are used again. */
export interface TlsIdentity {
	/** Null: the authorities this machine trusts. */
	readonly ca: string | null;
	/** A client certificate and its key; null: none is shown. */
	readonly client: { readonly certificate: string; readonly key: string } | null;
	/** The name the host's certificate must hold; null: the URL's own. */
	readonly serverName: string | null;
	/** The host's certificate is not looked at: anybody may answer. */
	readonly isUnverified: boolean;
	/** The URL of an HTTP proxy that connections to the host go through; as the machine has it when left out. */
	readonly proxy?: string;
}

export interface HttpRequest {
	readonly url: string;
	/** Null or left out: as the machine has it. */
	readonly tls?: TlsIdentity | null;
	readonly method?: string;
	/** Several values are sent as several fields of that name. */
	readonly headers?: Readonly<Record<string, string | readonly string[]>>;
	readonly body?: string;
	/** The host itself refuses it the second time, so that it may go over a kept connection and be sent again when that breaks. Left out: only what reads may. */
	readonly isOnceOnly?: boolean;
	/** 10,000 ms when left out. */
	readonly timeoutMs?: number;
	/** Bytes of the body that are read at most; 1 MiB when left out. The rest is not downloaded. */
	readonly maxBytes?: number;
	readonly signal?: AbortSignal;
	/** Further tries on network errors and 5xx, with backoff; 0 when left out. */
	readonly retries?: number;
}

export interface HttpResponse {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** True when the body was longer than `maxBytes`. */
	readonly isTruncated: boolean;
	readonly durationMs: number;
}

/** An answer that is read line by line as it comes. */
export interface HttpLines {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Every line without its end; leaving the loop closes the connection. Throws BackoutError `http.timeout`, `http.unreachable`, `http.aborted`. */
	readonly lines: AsyncIterable<string>;
}

/** The only way to talk HTTP. */
export interface HttpClient {
	/** Any status is a value. Throws BackoutError `http.timeout`, `http.unreachable`, `http.bad-url`, `http.aborted`. */
	request(request: HttpRequest): Promise<HttpResponse>;
	/** The answer while it is still coming; `timeoutMs` covers all of it, `maxBytes` one line, and nothing is tried again. Throws as `request` does. */
	open(request: HttpRequest): Promise<HttpLines>;
}

/** The only source of time. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Resolves after `ms`, or at once when the signal aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The diagnostic log, on standard error; never the place for what a command answers. */
export interface Logger {
	debug(message: string): void;
	info(message: string): void;
	warn(message: string): void;
}

/** Knows every secret that was resolved and takes it out of any text. */
export interface SecretMasker {
	/** Remembers a secret; values shorter than 4 characters are ignored, they would mask ordinary text. */
	add(secret: string): void;
	/** The text with every remembered secret, also URL- and base64-encoded, replaced by `***`. */
	mask(text: string): string;
}
