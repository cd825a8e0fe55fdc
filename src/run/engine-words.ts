import { errorText } from "../core/error.ts";

/** How OpenWorkflow begins when it tells its troubles; it knows no logger, only `console.error` (0.10.1, worker.js). */
const BEGINNINGS = ["Worker tick failed:", "Critical error during workflow execution", "Heartbeat failed:"];

let isTaken = false;

/** From now on the engine's own words, stacks and all, go to `tell` instead of the terminal: what a person must know of them is told as an error with its fix. Everything else that is printed there stays. */
export function takeEngineWords(tell: (text: string) => void): void {
	if (isTaken) return;
	isTaken = true;
	const print = console.error.bind(console);
	console.error = (...words: readonly unknown[]): void => {
		const [first] = words;
		const isEngine = typeof first === "string" && BEGINNINGS.some((beginning) => first.startsWith(beginning));
		if (isEngine) tell(words.map(errorText).join(" "));
		else print(...words);
	};
}
