import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Memory first: a full disk is what many an incident is about, and a tool that cannot print fails. */
const PLACES: readonly string[] = ["/dev/shm", tmpdir()];
/** A tool that never stops printing is cut back to its end beyond this. */
const MOST_BYTES = 16 * 1024 * 1024;
const LOOK_MS = 500;

/** Where a tool's output goes when the tool may outlive us: a broken pipe would end it in mid-step. */
export interface Spool {
	/** For the child's `stdio`. */
	readonly descriptor: number;
	/** The end of what was written, at most `maxBytes`. */
	text(maxBytes: number): string;
	/** What was written since the last call. */
	take(): Buffer;
	close(): void;
}

/** A file that has lost its name already, readable by nobody else and gone with its last user; null when no place takes one, and then a pipe must do. */
export function openSpool(maxBytes: number): Spool | null {
	const descriptor = openNameless();
	if (descriptor === null) return null;
	/** How many bytes of the file were taken already. */
	let taken = 0;
	const timer = setInterval(() => {
		taken = Math.max(0, taken - cutBack(descriptor, maxBytes));
	}, LOOK_MS);
	timer.unref();
	return {
		descriptor,
		text: (wanted) => endOf(descriptor, wanted).toString("utf8"),
		take() {
			const piece = endOf(descriptor, Math.max(0, fstatSync(descriptor).size - taken));
			taken += piece.length;
			return piece;
		},
		close() {
			clearInterval(timer);
			closeSync(descriptor);
		},
	};
}

function openNameless(): number | null {
	for (const place of PLACES) {
		const path = join(place, `backout-${randomUUID()}`);
		try {
			// Appending: after a cut the tool's next line comes at the new end.
			const descriptor = openSync(path, "ax+", 0o600);
			unlinkSync(path);
			return descriptor;
		} catch {
			// Not there, full or not ours: the next place.
		}
	}
	return null;
}

function endOf(descriptor: number, maxBytes: number): Buffer {
	const { size } = fstatSync(descriptor);
	const buffer = Buffer.alloc(Math.min(size, maxBytes));
	const read = readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
	return buffer.subarray(0, read);
}

/** Returns how many bytes were cut off. */
function cutBack(descriptor: number, maxBytes: number): number {
	const { size } = fstatSync(descriptor);
	if (size <= Math.max(MOST_BYTES, maxBytes)) return 0;
	const end = endOf(descriptor, maxBytes);
	ftruncateSync(descriptor, 0);
	writeSync(descriptor, end);
	return size - end.length;
}
