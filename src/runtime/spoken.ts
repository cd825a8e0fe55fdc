import type { ChildProcess } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import type { ProcessOptions } from "../core/runtime.ts";
import type { Spool } from "./spool.ts";

/** Between two looks at what a process wrote into its spool, in milliseconds. */
const LOOK_MS = 100;

/** Tells `hear` of everything the process prints, whether it prints into a pipe or into a spool; a character is never cut in two. Returns how to stop, which tells the rest first. */
export function tellOutput(
	child: ChildProcess,
	spools: readonly [Spool | null, Spool | null],
	hear: ProcessOptions["onOutput"],
): () => void {
	if (hear === undefined) return () => undefined;
	const [stdout, stderr] = spools;
	const stops = [
		listen(stdout, child.stdout, (text) => hear("stdout", text)),
		listen(stderr, child.stderr, (text) => hear("stderr", text)),
	];
	return () => {
		for (const stop of stops) stop();
	};
}

function listen(spool: Spool | null, pipe: ChildProcess["stdout"], hear: (text: string) => void): () => void {
	const decoder = new StringDecoder("utf8");
	const push = (chunk: Buffer): void => {
		const text = decoder.write(chunk);
		if (text !== "") hear(text);
	};
	if (spool === null) pipe?.on("data", push);
	const timer = spool === null ? null : setInterval(() => push(spool.take()), LOOK_MS);
	return () => {
		if (timer !== null) clearInterval(timer);
		if (spool !== null) push(spool.take());
		const rest = decoder.end();
		if (rest !== "") hear(rest);
	};
}
