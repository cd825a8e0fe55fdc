/** What of a text and the end of a log has not been said yet: a pod that crashes for minutes says the same again and again. */
export class Saying {
	#text: string | null = null;
	readonly #logs = new Set([""]);

	/** Whether nothing was said yet. */
	get isFirst(): boolean {
		return this.#text === null;
	}

	/** The text, with the log when that is new; null when neither is. */
	newsOf(text: string, log: string): string | null {
		const isNewLog = !this.#logs.has(log);
		if (text === this.#text && !isNewLog) return null;
		this.#text = text;
		this.#logs.add(log);
		return isNewLog ? `${text}${log}` : text;
	}
}
