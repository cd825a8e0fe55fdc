import { expect, test } from "vitest";
import type { Container } from "./container.ts";
import { watch } from "./watching.ts";

const NOW = Date.parse("2026-01-01T00:01:00Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const container = (more: Partial<Container> = {}): Container => ({
	id: "new",
	name: "shop_api_1",
	imageId: "sha256:good",
	imageName: "shop/api:v1",
	status: "running",
	exitCode: 0,
	error: "",
	startedAt: ago(30),
	health: null,
	restartCount: 0,
	restartPolicy: "no",
	isRemovedOnStop: false,
	labels: {},
	...more,
});
const bad = container({ id: "old", imageId: "sha256:bad" });
const state = (containers: readonly Container[], replicas = 1, replacing: readonly string[] = []) =>
	watch(containers, { imageId: "sha256:good", replicas, replacing }, NOW).state;

test("nothing of it there: untouched, also when Docker has only created it", () => {
	expect(state([])).toBe("untouched");
	expect(state([bad])).toBe("untouched");
	expect(state([bad, container({ status: "created", startedAt: null })])).toBe("untouched");
});

test("without a health check it must have run for two seconds, and for ten after a restart", () => {
	expect(state([container({ startedAt: ago(1) })])).toBe("landing");
	expect(state([container({ startedAt: ago(2) })])).toBe("landed");
	expect(state([container({ startedAt: ago(5), restartCount: 1 })])).toBe("landing");
	expect(state([container({ startedAt: ago(11), restartCount: 1 })])).toBe("landed");
});

test("with a health check only `healthy` lands", () => {
	expect(state([container({ health: "starting" })])).toBe("landing");
	expect(state([container({ health: "healthy", startedAt: ago(0) })])).toBe("landed");
	expect(state([container({ health: "unhealthy" })])).toBe("broken");
});

test("one that ended or restarts again and again is broken", () => {
	expect(state([container({ status: "exited", exitCode: 1 })])).toBe("broken");
	expect(state([container({ restartCount: 3 })])).toBe("broken");
	expect(state([container({ status: "restarting", restartCount: 1 })])).toBe("landing");
});

test("half of the containers, or an old one beside them, is not landed: applying goes on", () => {
	expect(state([container(), bad])).toBe("untouched");
	expect(state([container()], 2)).toBe("untouched");
	expect(state([container(), container({ id: "second" })], 2)).toBe("landed");
	expect(state([container(), { ...bad, status: "exited" }])).toBe("landed");
});

test("a forced recreation waits for other containers than those of before, though the image is the same", () => {
	expect(state([container({ id: "same" })], 1, ["same"])).toBe("untouched");
	expect(state([container({ id: "other" })], 1, ["same"])).toBe("landed");
});
