import type { IncomingMessage } from "node:http";

/** The text of a body, and whether there was more of it than was read. */
export interface CutBody {
	readonly text: string;
	readonly isTruncated: boolean;
}

/** At most `maxBytes` of the body, counted after decompression; the rest is neither downloaded nor unpacked. Throws what the connection throws. */
export async function readBody(answer: IncomingMessage, maxBytes: number): Promise<CutBody> {
	const decoder = new TextDecoder();
	let text = "";
	let left = maxBytes;
	// Leaving the loop ends the stream, and with it the download.
	for await (const chunk of await unpacked(answer)) {
		text += decoder.decode(chunk.subarray(0, left), { stream: true });
		left -= chunk.byteLength;
		if (left < 0) return { text, isTruncated: true };
	}
	return { text: text + decoder.decode(), isTruncated: false };
}

/** The lines of a body as they come, without their ends; an error when one is longer than `maxBytes`. Throws what the connection throws. */
export async function* linesOf(answer: IncomingMessage, maxBytes: number): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = "";
	for await (const chunk of await unpacked(answer)) {
		const pieces = (rest + decoder.decode(chunk, { stream: true })).split("\n");
		rest = pieces.pop() ?? "";
		if (rest.length > maxBytes) throw new Error(`a line is longer than ${maxBytes} bytes`);
		yield* pieces.map(withoutReturn);
	}
	rest += decoder.decode();
	if (rest !== "") yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
	return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** The bytes of the body as they were before they were packed for the way. */
async function unpacked(answer: IncomingMessage): Promise<AsyncIterable<Buffer>> {
	const coding = (answer.headers["content-encoding"] ?? "").trim().toLowerCase();
	if (!["gzip", "x-gzip", "deflate", "br"].includes(coding)) return answer;
	const [zlib, { pipeline }] = await Promise.all([import("node:zlib"), import("node:stream")]);
	// Some servers leave the end mark out; browsers and curl read what came, too.
	const finishFlush = coding === "br" ? zlib.constants.BROTLI_OPERATION_FLUSH : zlib.constants.Z_SYNC_FLUSH;
	const unpack = coding === "br" ? zlib.createBrotliDecompress : zlib.createUnzip;
	// The error of either end comes out of the unpacked end, where it is read.
	return pipeline(answer, unpack({ finishFlush }), () => undefined);
}
