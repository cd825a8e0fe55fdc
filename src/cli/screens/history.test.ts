import { expect, test } from "vitest";
import type { HistoryEntry } from "../../app/index.ts";
import type { Release, Standing } from "../../core/release.ts";
import { createPaint } from "../paint.ts";
import { historyLines } from "./history.ts";

const LOOK = { paint: createPaint({ NO_COLOR: "1" }, {}), width: 400, now: Date.parse("2026-11-21T03:30:00.000Z") };

function entry(label: string, standing: Standing, obstacle: string | null = null): HistoryEntry {
	const release: Release = {
		...{ service: "shop", environment: "production", id: label, label, commit: null, deployedAt: null, deployedBy: null },
		...{ targets: {}, schemaRevision: null, standing, standingReason: null, isRecorded: true },
	};
	return { release, isCurrent: false, obstacle };
}

test("a release that was found bad is no plain yes: it comes back only for who asks for it by name", () => {
	const lines = historyLines([entry("v3", "good"), entry("v2", "bad"), entry("v1", "bad", "it is gone")], LOOK);
	expect(lines.slice(1).map((line) => line.replace(/.*(good|bad) +/, ""))).toEqual([
		"yes",
		"only with --to: it is marked bad",
		"no: it is gone",
	]);
});

test("under each release stands what its targets tell of it, and whether anybody recorded it", () => {
	const { release, ...rest } = entry("v2", "good");
	const on = (revision: string, putBy: string | null) => ({
		...{ id: "rs-1", label: "v2", commit: null, digest: null, deployedAt: null, unavailable: null, revision },
		notes: { image: "registry.test/shop:v2", cause: "deploy\nv2", putBy, running: "3 of 3 pods are available" },
	});
	const targets = { eu: on("7", "helm"), us: on("9", null), ap: on("9", null), sa: on("9", null), af: on("9", null) };
	const lines = historyLines([{ ...rest, release: { ...release, targets, deployedBy: "ci" } }], LOOK);
	expect(lines.slice(2)).toEqual([
		"     eu: revision 7 · registry.test/shop:v2 · “deploy v2” · 3 of 3 pods are available · by helm · recorded by ci",
		"     us: revision 9 · registry.test/shop:v2 · “deploy v2” · 3 of 3 pods are available · recorded by ci",
		"     ap: revision 9 · registry.test/shop:v2 · “deploy v2” · 3 of 3 pods are available · recorded by ci",
		"     and 2 more targets",
	]);
});
