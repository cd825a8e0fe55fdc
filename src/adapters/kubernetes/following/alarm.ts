/** Wakes one who waits as soon as anything has changed; what changed while nobody waited is not lost. */
export class Alarm {
	#isRung = false;
	#wake: (() => void) | null = null;

	ring(): void {
		this.#isRung = true;
		this.#wake?.();
	}

	/** Resolves after the next ring, at once when it rang since the last time, or when the signal aborts. */
	async next(signal: AbortSignal): Promise<void> {
		if (!this.#isRung && !signal.aborted) await this.#rung(signal);
		this.#isRung = false;
	}

	async #rung(signal: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const wake = (): void => {
				signal.removeEventListener("abort", wake);
				this.#wake = null;
				resolve();
			};
			this.#wake = wake;
			signal.addEventListener("abort", wake);
		});
	}
}
