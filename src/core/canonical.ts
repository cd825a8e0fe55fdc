/** JSON with sorted keys and without spaces: equal values give equal bytes, whatever the order their keys were set in. Members that JSON leaves out are left out. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(sorted(JSON.parse(JSON.stringify(value) ?? "null")));
}

/** Rebuilt from entries so that a member called `__proto__` stays a member. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (value === null || typeof value !== "object") return value;
	const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}
