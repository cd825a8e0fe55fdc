import { handCommand } from "../core/command.ts";
import { withoutPassword } from "./found.ts";
import type { Entry } from "./outline.ts";
import { valueAt } from "./path.ts";

/** A name for every check of a place, unique among `taken`: its own, or else what it asks (`http https://…/health`). */
export function checkNames(checks: readonly Entry[], taken: readonly string[]): ReadonlyMap<Entry, string> {
	const used = new Set([...taken, ...checks.flatMap(({ name }) => (name === null ? [] : [name]))]);
	const names = checks.map((check) => [check, check.name ?? freeName(askedBy(check), used)] as const);
	return new Map(names);
}

function freeName(wanted: string, used: Set<string>): string {
	let name = wanted;
	for (let count = 2; used.has(name); count += 1) name = `${wanted} (${count})`;
	used.add(name);
	return name;
}

/** The query of a URL may hold a token, so it is left out, like the password. */
function askedBy(check: Entry): string {
	const [settings] = check.settings;
	if (settings === undefined) return "check";
	const asked = [settings.value, ...["url", "argv", "name"].map((key) => valueAt(settings.value, [key]))]
		.map(asText)
		.find((text) => text !== null);
	return asked === undefined || asked === null
		? settings.kind
		: `${settings.kind} ${withoutPassword(asked).replace(/\?.*$/s, "").slice(0, 120)}`;
}

function asText(value: unknown): string | null {
	if (typeof value === "string") return value;
	return Array.isArray(value) && value.every((item) => typeof item === "string") ? handCommand(value) : null;
}
