import { formatDuration } from "../core/duration.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
/** What is over sooner needs no sign that it goes on. */
const PATIENCE_MS = 600;

/** One picture of the wheel; `turn` counts the pictures. */
export function frame(turn: number): string {
	return FRAMES[turn % FRAMES.length] ?? "";
}

/** Waits for the work; on a terminal, what is waited for shows in one line that is gone afterwards. Elsewhere nothing is written. */
export async function spin<Result>(
	stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
	text: string,
	work: Promise<Result>,
): Promise<Result> {
	if (stream.isTTY !== true) return await work;
	const since = Date.now();
	let turn = 0;
	const timer = setInterval(() => {
		const elapsed = Date.now() - since;
		if (elapsed < PATIENCE_MS) return;
		turn++;
		stream.write(`\r\u001b[2K${frame(turn)} ${text}  ${formatDuration(elapsed)}`);
	}, FRAME_MS);
	try {
		return await work;
	} finally {
		clearInterval(timer);
		if (turn > 0) stream.write("\r\u001b[2K");
	}
}
