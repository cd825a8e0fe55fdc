/** Who calls whom: a service's name → the services it calls. */
export type Calls = Readonly<Record<string, readonly string[]>>;

/** Every service that the service calls, directly or through others, itself left out; the nearest first. */
export function calledBy(service: string, calls: Calls): readonly string[] {
	const found = new Set([service]);
	for (const name of found) for (const called of calls[name] ?? []) found.add(called);
	found.delete(service);
	return [...found];
}

/** The services that call the service directly. */
export function callersOf(service: string, calls: Calls): readonly string[] {
	return Object.keys(calls).filter((name) => name !== service && calls[name]?.includes(service));
}
