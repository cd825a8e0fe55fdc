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
