/** Longer lines are told in pieces; a secret that lies across two of them could be seen, so it is far longer than any. */
const LONGEST = 64 * 1024;

/** Hands text on line by line with every secret masked: a secret that comes in two pieces must not slip through. */
export interface MaskedLines {
	push(text: string): void;
	/** Hands on what has no line end yet. */
	end(): void;
}

/** Lines masked by `mask`, handed to `hear` with their line ends; a carriage return of a progress bar ends a line too. */
export function maskedLines(mask: (text: string) => string, hear: (text: string) => void): MaskedLines {
	let rest = "";
	return {
		push(text) {
			rest += text;
			const end = Math.max(rest.lastIndexOf("\n"), rest.lastIndexOf("\r")) + 1;
			const ready = rest.length - end > LONGEST ? rest.length : end;
			if (ready > 0) hear(mask(rest.slice(0, ready)));
			rest = rest.slice(ready);
		},
		end() {
			if (rest !== "") hear(mask(rest));
			rest = "";
		},
	};
}
