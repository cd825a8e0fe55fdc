/** The same value with every text in it masked. Case files are plain JSON values by contract, so the round trip keeps their shape. */
export function maskedCopy<Value>(value: Value, mask: (text: string) => string): Value {
	return JSON.parse(JSON.stringify(value), (_key, part: unknown) => (typeof part === "string" ? mask(part) : part));
}
