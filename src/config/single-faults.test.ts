import { describe, expect, it } from "vitest";
import { faultsOf, TARGET, withPlace } from "./text.fake.ts";

describe("single faults", () => {
	it.each([
		["targets: []", "services.shop.environments.production.targets", "empty never means all"],
		["bake: 5m", "services.shop.environments.production.targets", "`targets` is missing; expected is a list."],
		["targets:", "services.shop.environments.production.targets", "`targets` has no value; expected is a list."],
		["targets: all", "services.shop.environments.production.targets", 'Found "all"; expected is a list.'],
		["targets: [api]", "services.shop.environments.production.targets[0]", 'Found "api"; expected is a mapping (key: value).'],
		[
			`targets: [{ name: "../x", pm2: { app: a, releases: r } }]`,
			"services.shop.environments.production.targets[0].name",
			'Found the name "../x"',
		],
		[`${TARGET}\nnotify: [oncall]`, "services.shop.environments.production.notify[0]", 'There is no channel "oncall" in this file.'],
		[`${TARGET}\ndependsOn: [shop]`, "services.shop.environments.production.dependsOn[0]", "A service does not depend on itself."],
		[`${TARGET}\nfacts: [corrupt]`, "services.shop.environments.production.facts[0]", 'Found "corrupt"; allowed is corruption or'],
		[`${TARGET}\nschema: { alembic: {} }`, "services.shop.environments.production.schema.url", "`url` is missing; expected is text."],
		[
			`${TARGET}\nschema: { url: "pg://x", alembic: {}, prisma: {} }`,
			"services.shop.environments.production.schema",
			"It names 2 migration tools: alembic, prisma; allowed is one.",
		],
		[
			`${TARGET}\nthresholds: { errorsAct: 0.5% }`,
			"services.shop.environments.production.thresholds.errorsAct",
			"errorsInvestigate (by default 0.01) is above errorsAct (0.5%), so there would be nothing to investigate.",
		],
		[
			`${TARGET}\nthresholds: { window: 0 }`,
			"services.shop.environments.production.thresholds.window",
			"Found the number 0; allowed is a duration with its unit (90s, 30m, 1h30m), above zero.",
		],
		[
			`${TARGET}\nthresholds: { minimumRequests: 1.5 }`,
			"services.shop.environments.production.thresholds.minimumRequests",
			"Found the number 1.5; expected is a whole number.",
		],
		[
			`${TARGET}\nthresholds: { errorsAct: "" }`,
			"services.shop.environments.production.thresholds.errorsAct",
			"Found empty text; allowed is a share",
		],
		[
			`${TARGET}\nhealth: [{ http: { within: 2s } }]`,
			"services.shop.environments.production.health[0].http.url",
			"`url` is missing; expected is text.",
		],
		[
			`${TARGET}\nhealth: [{ http: 5 }]`,
			"services.shop.environments.production.health[0].http",
			"Found the number 5; expected is text or a mapping (key: value).",
		],
		[
			`${TARGET}\nhealth: [{ command: ["a\${B:-c}"] }]`,
			"services.shop.environments.production.health[0].command[0]",
			'Found "${B:-c}"; allowed are ${NAME} and ${file:path}.',
		],
		[
			`${TARGET}\nsignals: { errors: { log: { file: x, errors: a } }, "a b": { log: { file: y, errors: a } } }`,
			'services.shop.environments.production.signals["a b"]',
			'Found the name "a b"',
		],
		[
			`${TARGET}\nhealth: [{ sql: { url: "postgres://db/shop", count: a } }]`,
			"services.shop.environments.production.health[0].sql",
			"This sql measures something over time; a check answers yes or no.",
		],
		[
			`${TARGET}\nsignals: { rows: { sql: { url: "postgres://db/shop", check: a } } }`,
			"services.shop.environments.production.signals.rows.sql",
			"This sql answers yes or no; a signal is an error rate, a latency or a count.",
		],
	])("%s", (lines, path, message) => {
		expect(faultsOf(withPlace(lines))).toEqual([expect.objectContaining({ path, message: expect.stringContaining(message) })]);
	});

	it("never repeats a secret that somebody wrote into the file", () => {
		const text = `${withPlace(`${TARGET}\nschema: { url: "hunter2 hunter2" }\nhealth: [{ http: "ftp://u:hunter2@h/x" }]`)}channels: { a: { slack: { webhook: hunter2 } } }\n`;
		const faults = faultsOf(text.replace('"hunter2 hunter2"', '"://u:hunter2@h"'));
		expect(faults).toHaveLength(3);
		expect(JSON.stringify(faults)).not.toContain("hunter2");
	});
	it("refuses a name that would change an object's prototype", () => {
		expect(faultsOf(`${withPlace(TARGET)}contacts: { __proto__: { name: x } }\n`)[0]).toMatchObject({ path: "contacts.__proto__" });
	});
	it("finds the line of a fault inside a part that an alias repeats", () => {
		const text = "version: 1\nservices:\n  a: &a\n    environments: { p: { targets: [{ pm2: { app: 1, releases: r } }] } }\n  b: *a\n";
		expect(faultsOf(text).map(({ line, path }) => `${line} ${path}`)).toEqual([
			"4 services.a.environments.p.targets[0].pm2.app",
			"4 services.b.environments.p.targets[0].pm2.app",
		]);
	});
});
