import type { Logger } from "../../../core/runtime.ts";
import { printable } from "./status.ts";

/** `299 - "text"`, as API servers warn of deprecated kinds and doubtful fields (RFC 7234, 5.5; kubernetes.io/blog/2020/09/03/warnings). */
const WARNING = /299 \S+ "((?:[^"\\]|\\.)*)"/g;
/** Enough for a person; a webhook that words each warning anew must not fill the memory. */
const MOST_REMEMBERED = 100;

/** Logs what a cluster warns of, each sentence once. */
export class WarningLog {
	readonly #log: Logger;
	readonly #known = new Set<string>();

	constructor(log: Logger) {
		this.#log = log;
	}

	/** `header` is what came as `Warning`, several joined by commas. */
	take(header: string): void {
		for (const [, quoted = ""] of header.matchAll(WARNING)) {
			const text = printable(quoted.replace(/\\(.)/g, "$1"));
			if (text === "" || this.#known.has(text) || this.#known.size >= MOST_REMEMBERED) continue;
			this.#known.add(text);
			this.#log.warn(`Kubernetes: ${text}`);
		}
	}
}
