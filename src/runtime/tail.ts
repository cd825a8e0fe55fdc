/** Collects a stream and keeps its end. */
export class Tail {
	#chunks: Buffer[] = [];
	#size = 0;
	readonly #maxBytes: number;

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes;
	}

	/** Adds a chunk and forgets the oldest bytes beyond the limit. */
	push(chunk: Buffer): void {
		this.#chunks.push(chunk);
		this.#size += chunk.length;
		while (this.#size > 2 * this.#maxBytes) this.#compact();
	}

	/** What was kept, as text. */
	text(): string {
		this.#compact();
		return Buffer.concat(this.#chunks).toString("utf8");
	}

	#compact(): void {
		const whole = Buffer.concat(this.#chunks);
		const kept = whole.subarray(Math.max(0, whole.length - this.#maxBytes));
		this.#chunks = [kept];
		this.#size = kept.length;
	}
}
