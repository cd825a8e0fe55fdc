import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Release, TargetRelease } from "../core/release.ts";
import { joinReleases, withCurrents } from "./join.ts";

const place = { service: "shop", environment: "production" };
const C1 = "1111111aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const C2 = "2222222bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

const seen = (id: string, change: Partial<TargetRelease> = {}): TargetRelease => ({
	id,
	label: null,
	commit: null,
	digest: null,
	deployedAt: null,
	unavailable: null,
	...change,
});
const recorded = (label: string, change: Partial<Release> = {}): Release => ({
	...place,
	id: label,
	label,
	commit: null,
	deployedAt: null,
	deployedBy: "ci",
	targets: {},
	schemaRevision: null,
	standing: "good",
	standingReason: null,
	isRecorded: true,
	...change,
});
const join = (records: readonly Release[], histories: Record<string, readonly TargetRelease[]>) => joinReleases(place, records, histories);
const shape = (releases: readonly Release[]) =>
	releases.map((release) => [release.id, ...Object.entries(release.targets).map(([target, one]) => `${target}:${one.id}`)]);

describe("a platform's release", () => {
	it("that no record knows is a release of unknown standing", () => {
		expect(join([], { api: [seen("7", { label: "v2", commit: C2, deployedAt: "2026-11-21T03:00:00.000Z" })] })).toEqual([
			{
				...place,
				id: "v2",
				label: "v2",
				commit: C2,
				deployedAt: "2026-11-21T03:00:00.000Z",
				deployedBy: null,
				targets: { api: seen("7", { label: "v2", commit: C2, deployedAt: "2026-11-21T03:00:00.000Z" }) },
				schemaRevision: null,
				standing: "unknown",
				standingReason: null,
				isRecorded: false,
			},
		]);
	});
	it("is joined with its record by the target's own id, the digest, the commit (also abbreviated) and the label", () => {
		const histories = (change: Partial<TargetRelease>) => ({ api: [seen("7", change)] });
		const byId = join([recorded("v1", { targets: { api: seen("7") } })], histories({}));
		const byDigest = join([recorded("v1", { targets: { web: seen("x", { digest: "sha256:aa" }) } })], histories({ digest: "sha256:aa" }));
		const byCommit = join([recorded("v1", { commit: C1 })], histories({ commit: C1.slice(0, 7).toUpperCase() }));
		const byLabel = join([recorded("v1")], histories({ label: "v1" }));
		for (const joined of [byId, byDigest, byCommit, byLabel]) {
			expect(joined).toHaveLength(1);
			expect(joined[0]).toMatchObject({ id: "v1", standing: "good", isRecorded: true, deployedBy: "ci" });
			expect(joined[0]?.targets["api"]?.id).toBe("7");
		}
	});
	it("without a label is found by the name CI recorded for it", () => {
		expect(shape(join([recorded("v1")], { api: [seen("v1")] }))).toEqual([["v1", "api:v1"]]);
	});
	it("brings the record up to date: availability and the last time it went live", () => {
		const gone = seen("7", { unavailable: "image gone", deployedAt: "2026-11-21T05:00:00Z" });
		const [release] = join([recorded("v1", { deployedAt: "2026-11-21T03:00:00Z", targets: { api: seen("7") } })], { api: [gone] });
		expect(release?.targets["api"]?.unavailable).toBe("image gone");
		expect(release?.deployedAt).toBe("2026-11-21T05:00:00.000Z");
	});
});

describe("two targets' releases", () => {
	it("with one commit or one label are one release", () => {
		expect(shape(join([], { api: [seen("7", { commit: C1 })], worker: [seen("42", { commit: C1.slice(0, 9) })] }))).toEqual([
			[C1, "api:7", "worker:42"],
		]);
		expect(shape(join([], { api: [seen("7", { label: "v1" })], worker: [seen("42", { label: "v1" })] }))).toEqual([
			["v1", "api:7", "worker:42"],
		]);
	});
	it("that both count a revision 7 have nothing in common", () => {
		expect(join([], { api: [seen("7")], worker: [seen("7")] })).toHaveLength(2);
	});
	it("with one label but different commits stay apart", () => {
		const joined = join([], { api: [seen("7", { label: "latest", commit: C1 })], worker: [seen("42", { label: "latest", commit: C2 })] });
		expect(shape(joined)).toEqual([
			["latest", "api:7"],
			["latest@worker:42", "worker:42"],
		]);
	});
});

describe("what is ambiguous stays apart", () => {
	it("a label that two commits carry takes in no release without a commit", () => {
		const joined = join([recorded("one", { label: "latest", commit: C1 }), recorded("two", { label: "latest", commit: C2 })], {
			api: [seen("7", { label: "latest" })],
		});
		expect(shape(joined)).toEqual([["latest", "api:7"], ["one"], ["two"]].sort());
	});
	it("an abbreviation that two commits begin with belongs to neither", () => {
		const [one, two] = ["abcdef1000", "abcdef1999"];
		const joined = join([recorded("v1", { commit: one }), recorded("v2", { commit: two })], { api: [seen("7", { commit: "abcdef1" })] });
		expect(joined).toHaveLength(3);
	});
	it("an abbreviation shorter than seven letters is no abbreviation", () => {
		expect(join([recorded("v1", { commit: C1 })], { api: [seen("7", { commit: C1.slice(0, 6) })] })).toHaveLength(2);
	});
});

describe("an id that holds something else by now", () => {
	it("is not taken for the recorded release, which can no longer be returned to there", () => {
		const record = recorded("v1", { targets: { api: seen("shop:latest", { digest: "sha256:aa" }) } });
		const joined = join([record], { api: [seen("shop:latest", { digest: "sha256:bb", deployedAt: "2026-11-21T03:00:00Z" })] });
		expect(joined.map((release) => [release.id, release.standing, release.targets["api"]?.unavailable])).toEqual([
			["shop:latest", "unknown", null],
			["v1", "good", "shop:latest holds another release by now"],
		]);
	});
});

describe("the order", () => {
	it("is newest first, and a release without a time stands after its newer neighbour", () => {
		const history = [seen("c", { deployedAt: "2026-11-21T05:00:00Z" }), seen("b"), seen("a", { deployedAt: "2026-11-21T03:00:00Z" })];
		const other = [seen("x", { deployedAt: "2026-11-21T04:00:00Z" })];
		expect(join([], { api: history, worker: other }).map((release) => release.id)).toEqual(["c", "b", "x", "a"]);
	});
	it("is the platform's own where no times are known", () => {
		expect(join([], { api: [seen("c"), seen("b"), seen("a")] }).map((release) => release.id)).toEqual(["c", "b", "a"]);
	});
});

it("takes nothing from another service or environment", () => {
	expect(join([recorded("v1", { environment: "staging" }), recorded("v1", { service: "cart" })], {})).toEqual([]);
});

it("adds a current release that the platform's list was too short for", () => {
	expect(withCurrents({ api: [seen("b")] }, { api: seen("a"), worker: null })).toEqual({ api: [seen("a"), seen("b")] });
	expect(withCurrents({ api: [seen("b")] }, { api: seen("b") })).toEqual({ api: [seen("b")] });
});

describe("what only the current release tells", () => {
	const at = "2026-11-21T03:00:00.000Z";
	it("fills what the platform's list leaves open, so that its time is known", () => {
		const current = seen("v3", { deployedAt: at, commit: C1 });
		const histories = withCurrents({ api: [seen("v3", { label: "three" }), seen("v2"), seen("v3")] }, { api: current });
		expect(histories["api"]).toEqual([seen("v3", { label: "three", deployedAt: at, commit: C1 }), seen("v2"), seen("v3")]);
		expect(join([], histories).map((release) => [release.label, release.deployedAt])).toEqual([
			["three", at],
			["v2", null],
		]);
	});
	it("changes nothing that the list tells, and not whether the target can return to it", () => {
		const listed = seen("v3", { deployedAt: at, label: "three", commit: C1.slice(0, 7), digest: "sha256:aa", unavailable: "image gone" });
		const current = seen("v3", { deployedAt: "2026-11-21T05:00:00Z", label: "3", commit: C1, digest: "sha256:aa" });
		expect(withCurrents({ api: [listed] }, { api: current })).toEqual({ api: [listed] });
	});
	it.each([
		["digest", { digest: "sha256:aa" }, { digest: "sha256:bb" }],
		["commit", { commit: C1 }, { commit: C2 }],
	])("stays away from an entry of the same id with another %s", (_what, listed, current) => {
		const histories = { api: [seen("latest", listed)] };
		expect(withCurrents(histories, { api: seen("latest", { ...current, deployedAt: at }) })).toEqual(histories);
	});
});

it("never loses a release, never shows one twice, never joins two commits, and gives every release its own id", () => {
	const few = (...values: string[]) => fc.constantFrom(...values);
	const target = fc.record({
		id: few("1", "2", "3", "v1"),
		label: fc.option(few("v1", "v2", "latest")),
		commit: fc.option(few(C1, C1.slice(0, 8), C1.slice(0, 7), C2, "1111111c")),
		digest: fc.option(few("sha256:aa", "sha256:bb")),
		deployedAt: fc.option(few("2026-11-21T03:00:00Z", "2026-11-21T04:00:00Z")),
		unavailable: fc.constant(null),
	});
	const history = fc.uniqueArray(target, { selector: (one) => one.id });
	const record = fc
		.record({ label: few("v1", "v2", "latest", "3"), commit: fc.option(few(C1, C2)), targets: fc.dictionary(few("api", "worker"), target) })
		.map(({ label, ...change }) => recorded(label, change));
	const records = fc.uniqueArray(record, { selector: (one) => one.id });
	fc.assert(
		fc.property(records, history, history, (known, api, worker) => {
			const joined = join(known, { api, worker });
			expect(new Set(joined.map((release) => release.id)).size).toBe(joined.length);
			expect(known.every((one) => joined.some((release) => release.isRecorded && release.id === one.id))).toBe(true);
			for (const [name, list] of Object.entries({ api, worker })) {
				for (const one of list) expect(joined.filter((release) => release.targets[name] === one)).toHaveLength(1);
			}
			for (const release of joined) {
				const shown = [...api, ...worker].filter((one) => Object.values(release.targets).includes(one));
				const commits = shown.flatMap((one) => (one.commit === null ? [] : [one.commit]));
				expect(commits.every((one) => commits.every((other) => one.startsWith(other) || other.startsWith(one)))).toBe(true);
			}
		}),
		{ numRuns: 300 },
	);
});
