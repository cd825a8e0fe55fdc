const INTERRUPT = "\u0003";
const QUIT = "\u001c";

/** What keys do; a key that does nothing is not shown either, so that it cannot break a picture. */
export interface Keys {
	leave(): void;
	now(): void;
}

/** Listens until what it returns is called. Nothing where nobody sits at a keyboard: then signals alone are heard. */
export function listenToKeys(stdin: NodeJS.ReadStream, keys: Keys): (() => void) | null {
	if (stdin.isTTY !== true) return null;
	const hear = (chunk: Buffer | string): void => {
		for (const key of String(chunk)) {
			// In raw mode the terminal sends no SIGINT: Ctrl-C is a key like others.
			if (key === INTERRUPT || key === QUIT || key === "q") keys.leave();
			if (key === " " || key === "\r") keys.now();
		}
	};
	stdin.setRawMode(true);
	stdin.on("data", hear);
	stdin.resume();
	return () => {
		stdin.off("data", hear);
		stdin.setRawMode(false);
		stdin.pause();
	};
}
