/** The text of a body, and whether there was more of it than was read. */
export interface CutBody {
	readonly text: string;
	readonly isTruncated: boolean;
}

/** At most `maxBytes` of the body, counted after decompression; the rest is neither downloaded nor unpacked. Throws what the connection throws. */
export async function readBody(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<CutBody> {
	if (body === null) return { text: "", isTruncated: false };
	const decoder = new TextDecoder();
	const reader = body.getReader();
	let text = "";
	for (let left = maxBytes; ; ) {
		const { done, value } = await reader.read();
		if (done) return { text: text + decoder.decode(), isTruncated: false };
		text += decoder.decode(value.subarray(0, left), { stream: true });
		left -= value.byteLength;
		if (left < 0) {
			await reader.cancel().catch(() => undefined);
			return { text, isTruncated: true };
		}
	}
}
