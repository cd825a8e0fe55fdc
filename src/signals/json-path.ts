const PATH = /^(?:[\w$@-]+|\[\d+\])(?:\.[\w$@-]+|\[\d+\])*$/;

/** Whether the text is a path into JSON as `valueAt` reads it: `status`, `a.b[0].c`, with or without jq's leading dot. */
export function isJsonPath(text: string): boolean {
	return PATH.test(bare(text));
}

/** The value at a path, or undefined when there is none. Only the document's own keys count, never JavaScript's (`constructor`). */
export function valueAt(document: unknown, path: string): unknown {
	const keys = bare(path).match(/[\w$@-]+/g) ?? [];
	return keys.reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), document);
}

function bare(path: string): string {
	return path.replace(/^\$?\./, "");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null;
}
