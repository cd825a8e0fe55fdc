import { appendFileSync } from "node:fs";

/** Where a process ends itself: around the N-th write (1-based) to a journal or to a platform. `during` is for writes that can tell when they are under way. */
export interface KillPoint {
	readonly operation: number;
	readonly moment: "before" | "during" | "after";
}

/** Counts the writes that go through it, and ends the process with SIGKILL at the one it was set for. */
export interface Fuse {
	/** Does the write; `underWay` resolves when its effect has begun and not yet ended. */
	through<Result>(name: string, act: () => Result | Promise<Result>, underWay?: () => Promise<void>): Promise<Result>;
	/** Names of the writes so far, in order. */
	readonly operations: readonly string[];
}

/** A fuse; null: it only counts. The name of the fatal write is appended to `epitaph`. */
export function createFuse(point: KillPoint | null, epitaph: string): Fuse {
	const operations: string[] = [];
	const dieAt = (moment: KillPoint["moment"], number: number, name: string): void => {
		if (point === null || point.operation !== number || point.moment !== moment) return;
		appendFileSync(epitaph, `${moment} ${number} ${name}\n`);
		// As a power cut would: no handler runs, nothing is flushed, nothing is given back.
		process.kill(process.pid, "SIGKILL");
	};
	return {
		operations,
		async through(name, act, underWay) {
			const number = operations.push(name);
			dieAt("before", number, name);
			const acting = act();
			if (underWay !== undefined && point?.moment === "during" && point.operation === number) {
				await underWay();
				dieAt("during", number, name);
			}
			const result = await acting;
			dieAt("after", number, name);
			return result;
		},
	};
}

/** The same object; calls of the methods named in `writes` go through the fuse first. */
export function fused<Port extends object>(
	fuse: Fuse,
	room: string,
	port: Port,
	writes: readonly string[],
	underWay?: () => Promise<void>,
): Port {
	return new Proxy(port, {
		get(inner, key) {
			const member: unknown = Reflect.get(inner, key);
			if (typeof member !== "function") return member;
			const call = (...parameters: unknown[]): unknown => Reflect.apply(member, inner, parameters);
			if (typeof key !== "string" || !writes.includes(key)) return call;
			return (...parameters: unknown[]) => fuse.through(`${room}.${key}`, () => call(...parameters), underWay);
		},
	});
}
