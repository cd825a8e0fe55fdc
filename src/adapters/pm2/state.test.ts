import { expect, test } from "vitest";
import type { AppView, Instance } from "./instances.ts";
import { runningRelease, stateOfInstances, stateOfLink } from "./state.ts";

const NOW = 1_000_000;

function instance(id: string, release: string | null, parts: Partial<Instance> = {}): Instance {
	return {
		id,
		release,
		pid: 100 + Number.parseInt(id.replace("_old_", "5"), 10),
		status: "online",
		cwd: "/r/current",
		script: "/r/current/server.js",
		mode: "cluster_mode",
		startedAtMs: NOW - 5_000,
		askedAtMs: NOW - 5_010,
		killTimeoutMs: 1_600,
		restarts: 0,
		unstableRestarts: 0,
		logs: [],
		settings: {},
		envNames: [],
		cwdInRelease: "",
		scriptInRelease: "server.js",
		...parts,
	};
}

function view(...instances: readonly Instance[]): AppView {
	const link = { path: "/r/current", to: "/r/v2", changedAtMs: 0, isRelative: false, release: "v2" };
	return { app: "shop", instances, link, isThroughLink: true, knownApps: ["shop", "other"], atMs: NOW };
}

const reload = { kind: "reload", from: "v3", to: "v2", count: 2, oldPids: null } as const;
const stateOf = (...instances: readonly Instance[]) => stateOfInstances(reload, view(...instances), false);

test("before the reload every instance runs the old release: untouched", () => {
	expect(stateOf(instance("0", "v3"), instance("1", "v3"))).toEqual({ state: "untouched", detail: "v3 still runs" });
});

test("a crashed instance that has not run since the symlink was changed is untouched, not broken", () => {
	expect(stateOf(instance("0", null, { status: "errored", pid: null }), instance("1", "v3")).state).toBe("untouched");
});

test("while an outgoing worker is there the reload is landing", () => {
	expect(stateOf(instance("0", "v2"), instance("1", "v3"), instance("_old_0", "v3")).state).toBe("landing");
});

test("a reload that stopped half-way is to be applied to the rest", () => {
	expect(stateOf(instance("0", "v2"), instance("1", "v3"))).toEqual({ state: "untouched", detail: "1 of 2 instances run v2" });
});

test("an instance counts only after two seconds without falling over", () => {
	expect(stateOf(instance("0", "v2"), instance("1", "v2", { startedAtMs: NOW - 300, askedAtMs: NOW - 310 }))).toEqual({
		state: "landing",
		detail: "instance 1 is up for 300 ms",
	});
	expect(stateOf(instance("0", "v2"), instance("1", "v2"))).toEqual({ state: "landed", detail: "2 instances online from v2" });
});

test("one that fell since it was switched must stay up longer, and is broken when it keeps falling", () => {
	const fallen = (parts: Partial<Instance>) => stateOf(instance("0", "v2"), instance("1", "v2", parts));
	expect(fallen({ unstableRestarts: 2 })).toEqual({ state: "landing", detail: "instance 1 is up for 5.0 s after it fell over" });
	expect(fallen({ askedAtMs: NOW - 9_000 }).state).toBe("landing");
	expect(fallen({ unstableRestarts: 5 })).toEqual({ state: "broken", detail: "instance 1 fell over 5 times since it was switched" });
});

test("after a fresh start every restart is a fall", () => {
	const fresh = { ...reload, kind: "restart" } as const;
	expect(stateOfInstances(fresh, view(instance("3", "v2"), instance("4", "v2", { restarts: 5 })), false).state).toBe("broken");
});

test("the falls of the release before are not counted against the one returned to", () => {
	expect(stateOf(instance("0", "v2", { restarts: 40 }), instance("1", "v2", { restarts: 41 })).state).toBe("landed");
});

test("an instance that PM2 restarted through the pointed symlink brings old falls along: it is still to be reloaded", () => {
	const strayed = instance("0", "v2", { unstableRestarts: 15, askedAtMs: NOW - 60_000 });
	const pointed = (...instances: readonly Instance[]) => {
		const before = view(...instances);
		return { ...before, link: before.link && { ...before.link, changedAtMs: NOW - 10_000 } };
	};
	expect(stateOfInstances({ ...reload, count: 1 }, pointed(strayed), false).state).toBe("untouched");
	expect(stateOfInstances({ ...reload, count: 1 }, pointed({ ...strayed, askedAtMs: NOW - 9_000 }), false).state).toBe("broken");
	expect(stateOfInstances({ ...reload, count: 1 }, pointed({ ...strayed, unstableRestarts: 0 }), false).state).toBe("landing");
});

test("an instance that PM2 gave up is broken", () => {
	expect(stateOf(instance("0", "v2"), instance("1", "v2", { status: "errored", pid: null, restarts: 16 }))).toEqual({
		state: "broken",
		detail: "instance 1 is errored after 16 restarts",
	});
});

test("stopped is a moment between two restarts at first, and an end later", () => {
	const stopped = (agoMs: number) => instance("1", "v2", { status: "stopped", pid: null, startedAtMs: NOW - agoMs });
	expect(stateOf(instance("0", "v2"), stopped(400))).toEqual({ state: "landing", detail: "instance 1 is stopped" });
	expect(stateOf(instance("0", "v2"), stopped(60_000)).state).toBe("broken");
});

test("fewer instances than there were is broken, and says how to get them back", () => {
	expect(stateOf(instance("0", "v2")).detail).toContain("only 1 of 2 instances run; `pm2 scale`");
});

test("a release that is neither the old nor the wanted one means that somebody else acted", () => {
	expect(stateOf(instance("0", "v1"), instance("1", "v2"))).toMatchObject({
		state: "unknown",
		detail: "instance 0 runs v1: somebody else acted",
	});
});

test("an app that was taken out is untouched while its settings are kept, and unknown otherwise", () => {
	expect(stateOfInstances(reload, view(), true).state).toBe("untouched");
	expect(stateOfInstances(reload, view(), false).state).toBe("unknown");
});

test("a forced redeploy has landed when every process is another one", () => {
	const forced = { ...reload, from: "v2", oldPids: [100, 101] };
	expect(stateOfInstances(forced, view(instance("0", "v2"), instance("1", "v2")), false).state).toBe("untouched");
	expect(stateOfInstances(forced, view(instance("0", "v2", { pid: 7 }), instance("1", "v2", { pid: 8 })), false).state).toBe("landed");
});

test("the symlink says whether it was pointed", () => {
	const point = { kind: "point", from: "v3", to: "v2" } as const;
	expect(stateOfLink(point, view()).state).toBe("landed");
	expect(stateOfLink({ ...point, from: "v2", to: "v1" }, view()).state).toBe("untouched");
	expect(stateOfLink({ ...point, to: "v1" }, view()).state).toBe("unknown");
});

test("what runs is one release, or an error that says what is where", () => {
	expect(runningRelease(view(instance("0", "v3"), instance("1", null)))).toBe("v3");
	expect(() => runningRelease(view(instance("0", "v3"), instance("1", "v2")))).toThrow("different releases (1 × v3, 1 × v2)");
	expect(() => runningRelease(view())).toThrow("PM2 does not know an app named shop; it knows shop, other");
	const astray = { ...view(instance("0", null, { cwd: "/elsewhere" })), isThroughLink: false };
	expect(() => runningRelease(astray)).toThrow("shop is started from /elsewhere");
});
