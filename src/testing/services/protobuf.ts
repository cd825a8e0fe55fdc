/** The bytes of one protobuf field; joined fields are a message (protobuf.dev/programming-guides/encoding). */
export type Field = Buffer;

const VARINT = 0;
const DOUBLE = 1;
const BYTES = 2;

/** An unsigned or signed 64-bit integer (`uint64`, `int64`, `enum`). */
export function integer(field: number, value: number): Field {
	return Buffer.concat([tag(field, VARINT), varint(BigInt.asUintN(64, BigInt(value)))]);
}

/** A zigzag integer (`sint32`, `sint64`). */
export function zigzag(field: number, value: number): Field {
	return Buffer.concat([tag(field, VARINT), varint(zigzagged(value))]);
}

/** A `double`. */
export function double(field: number, value: number): Field {
	const bytes = Buffer.alloc(8);
	bytes.writeDoubleLE(value);
	return Buffer.concat([tag(field, DOUBLE), bytes]);
}

/** A string. */
export function text(field: number, value: string): Field {
	return bytesField(field, Buffer.from(value));
}

/** A message inside a message. */
export function message(field: number, fields: readonly Field[]): Field {
	return bytesField(field, Buffer.concat(fields));
}

/** Repeated zigzag integers, packed. */
export function packedZigzag(field: number, values: readonly number[]): Field {
	return bytesField(field, Buffer.concat(values.map((value) => varint(zigzagged(value)))));
}

/** A varint by itself, as snappy's length is written. */
export function varint(value: bigint): Buffer {
	const bytes: number[] = [];
	let rest = value;
	for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
	bytes.push(Number(rest));
	return Buffer.from(bytes);
}

function zigzagged(value: number): bigint {
	const big = BigInt(value);
	return BigInt.asUintN(64, (big << 1n) ^ (big >> 63n));
}

function bytesField(field: number, bytes: Buffer): Field {
	return Buffer.concat([tag(field, BYTES), varint(BigInt(bytes.length)), bytes]);
}

function tag(field: number, wireType: number): Buffer {
	return varint(BigInt((field << 3) | wireType));
}
