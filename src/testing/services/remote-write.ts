import { double, type Field, integer, message, packedZigzag, text, varint, zigzag } from "./protobuf.ts";

/** A native (exponential) histogram as a client counts it: cumulative, integer. */
export interface NativeHistogram {
	/** Bucket `i` holds what is above 2^((i-1)/2^schema) and not above 2^(i/2^schema). */
	readonly schema: number;
	readonly zeroThreshold: number;
	readonly zeroCount: number;
	readonly sum: number;
	/** Counts by bucket index. */
	readonly buckets: Readonly<Record<number, number>>;
}

/** One series with what is to stand in it; times in milliseconds since the epoch, oldest first. */
export interface WrittenSeries {
	/** With `__name__`. */
	readonly labels: Readonly<Record<string, string>>;
	readonly samples?: readonly (readonly [number, number])[];
	readonly histograms?: readonly (readonly [number, NativeHistogram])[];
}

/** Puts series with a past of their own into a Prometheus that was started with `receives`, by its remote-write protocol 1.0 (prometheus/prompb/types.proto); throws with what it answered when it refuses. */
export async function remoteWrite(url: string, series: readonly WrittenSeries[]): Promise<void> {
	const response = await fetch(`${url}/api/v1/write`, {
		method: "POST",
		headers: {
			"content-type": "application/x-protobuf",
			"content-encoding": "snappy",
			"x-prometheus-remote-write-version": "0.1.0",
		},
		body: new Uint8Array(snappy(Buffer.concat(series.map((one) => message(1, seriesFields(one)))))),
	});
	if (!response.ok) throw new Error(`Prometheus refused the samples (${response.status}): ${await response.text()}`);
}

function seriesFields({ labels, samples = [], histograms = [] }: WrittenSeries): readonly Field[] {
	const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return [
		...sorted.map(([name, value]) => message(1, [text(1, name), text(2, value)])),
		...samples.map(([atMs, value]) => message(2, [double(1, value), integer(2, atMs)])),
		...histograms.map(([atMs, histogram]) => message(4, histogramFields(histogram, atMs))),
	];
}

function histogramFields(histogram: NativeHistogram, atMs: number): readonly Field[] {
	const buckets = Object.entries(histogram.buckets)
		.map(([index, count]) => ({ index: Number(index), count }))
		.toSorted((a, b) => a.index - b.index);
	const total = buckets.reduce((sum, { count }) => sum + count, histogram.zeroCount);
	return [
		integer(1, total),
		double(3, histogram.sum),
		zigzag(4, histogram.schema),
		double(5, histogram.zeroThreshold),
		integer(6, histogram.zeroCount),
		// Every bucket is a span of its own: more bytes than need be, and nothing to get wrong.
		...buckets.map(({ index }, at) => message(11, [zigzag(1, index - ((buckets[at - 1]?.index ?? -1) + 1)), integer(2, 1)])),
		packedZigzag(
			12,
			buckets.map(({ count }, at) => count - (buckets[at - 1]?.count ?? 0)),
		),
		integer(15, atMs),
	];
}

const MOST_LITERAL = 65_536;

/** The snappy block format with literals only: nothing is compressed, and every reader understands it (google/snappy format_description.txt). */
function snappy(bytes: Buffer): Buffer {
	const chunks = [varint(BigInt(bytes.length))];
	for (let at = 0; at < bytes.length; at += MOST_LITERAL) {
		const literal = bytes.subarray(at, at + MOST_LITERAL);
		const length = literal.length - 1;
		chunks.push(Buffer.from([61 << 2, length & 0xff, length >> 8]), literal);
	}
	return Buffer.concat(chunks);
}
