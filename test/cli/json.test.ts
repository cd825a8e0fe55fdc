import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";

let world: World;
beforeAll(async () => {
	world = await createWorld();
});
afterAll(() => world.remove());

describe("--json", () => {
	test.each([
		["check"],
		["check", "--live"],
		["status"],
		["changes"],
		["history", "shop"],
		["record", "shop", "v2", "--good"],
		["plan", "shop"],
		["show", "--list"],
		["verify", "shop"],
		["incident", "list", "--all"],
		["audit", "verify"],
		["automation", "off"],
		["automation", "on"],
		["hold", "shop"],
		["release", "shop"],
		["init", "--print"],
	])("%s %s is one line of JSON, and not a word besides", async (...args) => {
		const { stdout, stderr, code } = await world.backout([...args.filter((word) => word !== undefined), "--json"]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(stdout.trimEnd().split("\n")).toHaveLength(1);
		expect(() => JSON.parse(stdout)).not.toThrow();
	});

	test("assess tells the decision in the shape that programs rely on", async () => {
		const answer = await world.json(["assess", "shop", "--fact", "workaround"]);
		expect(answer.value).toMatchObject({
			service: "shop",
			environment: "production",
			decision: {
				action: expect.any(String),
				severity: expect.stringMatching(/^P[0-3]$/),
				confidence: expect.any(Number),
				reasons: expect.arrayContaining([{ rule: "workaround", text: expect.any(String), evidence: expect.anything() }]),
			},
			signals: [{ name: expect.stringContaining("/health") }],
		});
	});

	test("a run is a line an event, and the last says how it ended", async () => {
		const run = await world.json(["run", "shop", "--yes", "--reason", "checkout fails"]);
		expect(run.lines[0]).toMatchObject({ type: "run.created", reason: "checkout fails" });
		expect(run.value).toMatchObject({ type: "run.finished", status: "succeeded", run: expect.any(String), report: expect.any(String) });
		expect(await world.json(["watch", run.text("run")])).toMatchObject({ code: 0, value: run.value });
		expect((await world.json(["show", run.text("run")])).at("run.status")).toBe("succeeded");
		expect(await world.json(["undo", run.text("run"), "--yes"])).toMatchObject({ code: 0, value: { status: "succeeded" } });
	});

	test("a run that a rule refuses before it began ends with a line of the same kind", async () => {
		expect(await world.json(["run", "shop", "--yes", "--to", "v3"])).toMatchObject({
			code: 3,
			value: { type: "run.finished", run: null, status: "refused", refused: { rule: "same-release" } },
		});
	});

	test("nobody is asked", async () => {
		expect(await world.json(["run", "shop"])).toMatchObject({ code: 1, value: { error: { fix: expect.stringContaining("--yes") } } });
	});

	test.each([
		["statuss", "usage.unknown-command", "status"],
		["status --envirnment x", "usage.unknown-flag", "--environment"],
		["assess", "usage.argument-needed", "service"],
		["status shp", "config.unknown-service", "shop"],
		["status shop -e prodction", "config.unknown-environment", "production"],
		["show run-1", "run.unknown", "backout show --list"],
		["incident show inc-1", "incident.unknown", "backout incident list"],
	])("`%s` is answered with %s and the way out", async (line, code, way) => {
		const answer = await world.json(line.split(" "));
		expect(answer).toMatchObject({ code: 2, value: { error: { code, message: expect.any(String), fix: expect.stringContaining(way) } } });
		expect(answer.lines).toHaveLength(1);
	});

	test("a faulty config is told with every fault", async () => {
		await world.write("faulty.yaml", "version: 7\nservices: []\nfoo: 1\n");
		const answer = await world.json(["status", "-c", "faulty.yaml"]);
		expect(answer).toMatchObject({ code: 2, value: { error: { code: "config.faults" } } });
		expect(answer.list("faults").length).toBeGreaterThan(1);
	});
});
