/** A place in the config file: keys and positions from the root. */
export type ConfigPath = readonly (string | number)[];

/** `services.checkout.targets[0].pm2`; a key that is no plain word is quoted: `services["a b"]`. The root is `(top level)`. */
export function pathText(path: ConfigPath): string {
	return path.reduce<string>((text, part) => text + partText(part, text === ""), "") || "(top level)";
}

function partText(part: string | number, isFirst: boolean): string {
	if (typeof part === "number") return `[${part}]`;
	if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
	return isFirst ? part : `.${part}`;
}

/** The value at the path, or undefined when there is none. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
	return path.reduce<unknown>((value, part) => childOf(value, part), root);
}

function childOf(value: unknown, part: string | number): unknown {
	if (Array.isArray(value)) return typeof part === "number" ? value[part] : undefined;
	return isMapping(value) && Object.hasOwn(value, part) ? value[String(part)] : undefined;
}

/** Whether the value is a mapping of keys to values. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The mapping's keys and values; nothing when the value is no mapping. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
	return isMapping(value) ? Object.entries(value) : [];
}

/** The list's items; nothing when the value is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
