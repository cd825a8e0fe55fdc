import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Config, ConfigFault } from "../core/config.ts";
import { BackoutError } from "../core/error.ts";
import { FAKE_KINDS } from "./kinds.fake.ts";
import { type ConfigRead, pluginPaths, readConfig, readConfigText } from "./read.ts";

const FILE = "/srv/shop/backout.yaml";

function read(text: string, env: Readonly<Record<string, string | undefined>> = {}): ConfigRead {
	return readConfigText(text, FILE, FAKE_KINDS, env);
}

function faultsOf(text: string, env: Readonly<Record<string, string | undefined>> = {}): readonly ConfigFault[] {
	const result = read(text, env);
	return "faults" in result ? result.faults : [];
}

function configOf(text: string): Config {
	const result = read(text);
	if ("config" in result) return result.config;
	throw new BackoutError({ code: "test.faults", message: JSON.stringify(result.faults, null, 1), fix: "Look at the faults." });
}

/** A good file around the given lines of `production`. */
function withPlace(lines: string): string {
	return `version: 1\nservices:\n  shop:\n    environments:\n      production:\n${lines.replaceAll(/^/gm, "        ")}\n`;
}

const TARGET = "targets: [{ pm2: { app: shop, releases: releases } }]";

const DESIGN = `version: 1
state: sqlite:.backout/state.db
environments:
  staging: { drills: true }
  production: { automatic: true }
services:
  payments:
    environments:
      production: { targets: [{ compose: { service: payments } }] }
  checkout:
    dependsOn: [payments]
    bake: 30m
    notify: [incidents]
    thresholds: { errorsAct: 6%, slowerAct: 2 }
    environments:
      production:
        targets:
          - { name: api, pm2: { app: checkout, releases: releases } }
          - git: { branch: main }
        schema:
          url: \${PROD_DATABASE_URL}
          alembic: { config: alembic.prod.ini, verify: [python, scripts/verify_schema.py] }
        health:
          - http: https://checkout.example.com/health
        smoke:
          - http: { url: https://checkout.example.com/api/v1/products, status: 200, within: 2s }
          - { name: prices, command: [./smoke, --prices] }
          - http: https://checkout.example.com/health
        signals:
          errors: { prometheus: { server: http://prom:9090, errors: 'sum(rate(e{status=~"5.."}[1m]))', requests: 'sum(rate(r[1m]))' } }
          latency: { prometheus: { server: http://prom:9090, p95: 'histogram_quantile(0.95, h)' } }
      staging:
        targets: [{ name: api, compose: { file: compose.yaml, service: checkout } }]
        bake: 2m
        thresholds: { errorsAct: 0.5, window: 2m }
channels:
  incidents: { slack: { webhook: "\${SLACK_WEBHOOK_URL}" }, locale: pt-BR }
policy:
  automatic: { cooldown: 90m, blastRadius: 10% }
  approvals: { standard: 1, lossy: 3 }
escalation:
  - { level: 1, contacts: [oncall] }
contacts: { oncall: { name: On call, phone: "+55 11", schedule: https://example.com/rota } }
plugins: [./my-adapter.ts]
`;

describe("a good file", () => {
	const config = configOf(DESIGN);
	const production = config.services.find((place) => place.service === "checkout" && place.environment === "production");
	const staging = config.services.find((place) => place.service === "checkout" && place.environment === "staging");

	it("gives absolute places", () => {
		expect(config).toMatchObject({
			file: FILE,
			directory: "/srv/shop",
			home: "/srv/shop/.backout",
			state: { kind: "sqlite", path: "/srv/shop/.backout/state.db" },
			plugins: ["/srv/shop/my-adapter.ts"],
		});
	});
	it("keeps the order of targets and calls one without a name by its kind", () => {
		expect(production?.targets.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(["api: pm2", "git: git"]);
	});
	it("leaves settings as they stand in the file, placeholders and all", () => {
		expect(config.channels).toEqual([{ name: "incidents", kind: "slack", settings: { webhook: "${SLACK_WEBHOOK_URL}" }, locale: "pt-BR" }]);
		expect(production?.smoke[0]?.settings).toEqual({ url: "https://checkout.example.com/api/v1/products", status: 200, within: "2s" });
	});
	it("gives every check a name of its own", () => {
		expect([...(production?.health ?? []), ...(production?.smoke ?? [])].map(({ name }) => name)).toEqual([
			"http https://checkout.example.com/health",
			"http https://checkout.example.com/api/v1/products",
			"prices",
			"http https://checkout.example.com/health (2)",
		]);
	});
	it("overrides a service's defaults by its environment's, threshold by threshold, and fills the rest with the runbooks' numbers", () => {
		expect(staging?.bakeMs).toBe(120_000);
		expect(staging?.notify).toEqual(["incidents"]);
		expect(staging?.thresholds).toEqual({
			errorsAct: 0.5,
			errorsInvestigate: 0.01,
			slowerAct: 2,
			slowerInvestigate: 1.2,
			errorsAfter: 0.01,
			investigateMs: 300_000,
			minimumRequests: 20,
			windowMs: 120_000,
		});
		expect(production?.thresholds).toMatchObject({ errorsAct: 0.06, windowMs: 60_000 });
		expect(production).toMatchObject({ bakeMs: 1_800_000, settleMs: 60_000, dependsOn: ["payments"], facts: [] });
	});
	it("fills in the policy, the escalation and the contacts", () => {
		expect(config.policy).toEqual({
			automatic: { cooldownMs: 5_400_000, perDay: 3, maxReleaseAgeMs: 3_600_000, blastRadius: 0.1 },
			approvals: { standard: 1, lossy: 3, infrastructure: 3, irreversible: 4 },
		});
		expect(config.escalation).toEqual([{ level: 1, contacts: ["oncall"], risesAfterMs: 300_000 }]);
		expect(config.contacts).toEqual([
			{ id: "oncall", name: "On call", phone: "+55 11", email: null, schedule: "https://example.com/rota" },
		]);
		expect(config.environments).toEqual([
			{ name: "staging", allowsDrills: true, isAutomatic: false },
			{ name: "production", allowsDrills: false, isAutomatic: true },
		]);
	});
	it("knows an environment by its use when none is declared, and allows nothing there", () => {
		expect(configOf(withPlace(TARGET)).environments).toEqual([{ name: "production", allowsDrills: false, isAutomatic: false }]);
	});
	it("takes a PostgreSQL, and one that a variable names, as state", () => {
		expect(configOf(`${withPlace(TARGET)}state: postgres://db/backout\n`).state).toEqual({
			kind: "postgres",
			url: "postgres://db/backout",
		});
		expect(configOf(`${withPlace(TARGET)}state: \${STATE_URL}\n`).state).toEqual({ kind: "postgres", url: "${STATE_URL}" });
	});
	it("does not put a token from a URL into a check's name", () => {
		const config = configOf(withPlace(`${TARGET}\nhealth: [{ http: "https://u:hunter2@shop/health?token=s3cret" }]`));
		expect(config.services[0]?.health[0]?.name).toBe("http https://***@shop/health");
	});
});

const FAULTY = `version: 2
sate: sqlite:x
environments:
  staging: { drils: true }
  production: { automatic: "yes" }
services:
  checkout:
    dependsOn: [paymets]
    bake: -30m
    settle: 30
    notify: [incidentz]
    thresholds: { errorsAct: 500%, errorsInvestigat: 1% }
    environments:
      production:
        targets:
          - { name: api, kubernetes: { deployment: checkout } }
          - { name: api, pm2: { app: 5, releases: r, hom: x } }
          - { name: both, pm2: { app: a, releases: r }, git: { branch: main } }
          - { name: nothing }
        health:
          - http: htp:/x
          - http: { url: https://x, status: 9999 }
          - prometheus: { server: http://p, errors: a, requests: b }
        signals:
          errors: { prometheus: { server: http://prom, errors: a } }
      prodction:
        targets: []
  payments:
    environments: {}
channels:
  incidents: { slak: { webhook: x } }
  other: { slack: { webhook: https://x }, locale: fr }
policy:
  automatic: { blastRadius: 25, perDay: -1 }
  approvals: { lossy: 5 }
escalation:
  - { level: 7, contacts: [oncal] }
contacts: { oncall: { name: On call, phone: 5551 } }
`;

const PRODUCTION = "services.checkout.environments.production";

describe("a file with many faults", () => {
	const told = faultsOf(FAULTY).map(({ line, path, message, fix }) => `${line} ${path} | ${message} | ${fix}`);

	it.each([
		["1 version", "Found the number 2; allowed is 1.", "Write 1."],
		[
			"2 sate",
			"There is no key `sate` here.",
			"Did you mean `state`? Known keys: version, state, environments, services, channels, policy, escalation, contacts, plugins.",
		],
		["4 environments.staging.drils", "There is no key `drils` here.", "Did you mean `drills`? Known keys: drills, automatic."],
		["5 environments.production.automatic", 'Found "yes"; expected is true or false.', "Write true or false here."],
		[
			"8 services.checkout.dependsOn[0]",
			'There is no service "paymets" in this file.',
			"Did you mean `payments`? Known services: checkout, payments.",
		],
		["9 services.checkout.bake", 'Found "-30m"; allowed is a duration with its unit, zero or more.', "Write it like 90s, 30m or 1h30m."],
		[
			"10 services.checkout.settle",
			"Found the number 30; allowed is a duration with its unit, zero or more.",
			"Write it like 90s, 30m or 1h30m.",
		],
		[
			"11 services.checkout.notify[0]",
			'There is no channel "incidentz" in this file.',
			"Did you mean `incidents`? Known channels: incidents, other.",
		],
		[
			"12 services.checkout.thresholds.errorsAct",
			'Found "500%"; allowed is a share from 0% to 100% (or 0 to 1).',
			"Write it like 5% or 0.05.",
		],
		[
			"12 services.checkout.thresholds.errorsInvestigat",
			"There is no key `errorsInvestigat` here.",
			"Did you mean `errorsInvestigate`? Known keys: errorsAct, errorsInvestigate, slowerAct, slowerInvestigate, errorsAfter, investigate, minimumRequests, window.",
		],
		[`16 ${PRODUCTION}.targets[0].kubernetes`, "There is no adapter `kubernetes` here.", "Known adapters: pm2, compose, git, exec."],
		[`17 ${PRODUCTION}.targets[1].pm2.app`, "Found the number 5; expected is text.", 'Put it in quotes: "5".'],
		[`17 ${PRODUCTION}.targets[1].pm2.hom`, "There is no key `hom` here.", "Did you mean `home`? Known keys: app, releases, home, script."],
		[`17 ${PRODUCTION}.targets[1].name`, `The name "api" is taken by the target at ${PRODUCTION}.targets[0].`, "Give each its own `name`."],
		[`18 ${PRODUCTION}.targets[2]`, "It names 2 kinds at once: pm2 and git; allowed is one adapter.", "Make an entry of its own for each."],
		[`19 ${PRODUCTION}.targets[3]`, "It names no adapter.", "Add one of the known adapters: compose, exec, git, pm2."],
		[`21 ${PRODUCTION}.health[0].http`, 'Found "htp:/x": is no URL.', "Correct this value, then run `backout check` again."],
		[`22 ${PRODUCTION}.health[1].http.status`, "Found the number 9999; allowed is at most 599.", "Write a number of at most 599."],
		[
			`23 ${PRODUCTION}.health[2].prometheus`,
			"There is no check `prometheus` here.",
			"It may stand under signals. Known checks: http, command.",
		],
		[`25 ${PRODUCTION}.signals.errors.prometheus.requests`, "`requests` is missing; expected is text.", "Add `requests`."],
		[
			"26 services.checkout.environments.prodction",
			'There is no environment "prodction" in this file.',
			"Did you mean `production`? Known environments: staging, production.",
		],
		[
			"27 services.checkout.environments.prodction.targets",
			"Found an empty list; a service lives in at least one target, and empty never means all.",
			"Add a target.",
		],
		["29 services.payments.environments", "There is no environment in it.", "Name at least one environment. Empty never means all."],
		["31 channels.incidents.slak", "There is no channel `slak` here.", "Did you mean `slack`? Known channels: slack, webhook."],
		["32 channels.other.locale", 'Found "fr"; allowed is en or pt-BR.', "Known values: en, pt-BR."],
		["34 policy.automatic.perDay", "Found the number -1; allowed is at least 0.", "Write a number of at least 0."],
		[
			"34 policy.automatic.blastRadius",
			"Found the number 25; allowed is a share from 0% to 100% (or 0 to 1).",
			"Write it like 5% or 0.05.",
		],
		["35 policy.approvals.lossy", "Found the number 5; allowed is at most 4.", "Write a number of at most 4."],
		["37 escalation[0].level", "Found the number 7; expected is 1 or 2 or 3 or 4.", "Write 1 or 2 or 3 or 4 here."],
		["37 escalation[0].contacts[0]", 'There is no contact "oncal" in this file.', "Did you mean `oncall`? Known contacts: oncall."],
		["38 contacts.oncall.phone", "Found the number 5551; expected is text.", 'Put it in quotes: "5551".'],
	])("tells %s", (place, message, fix) => {
		expect(told).toContain(`${place} | ${message} | ${fix}`);
	});
	it("tells each once, in the order of the file, and nothing else", () => {
		expect(told).toHaveLength(31);
		const lines = faultsOf(FAULTY).map(({ line }) => line ?? 0);
		expect(lines).toEqual(lines.toSorted((a, b) => a - b));
	});
});

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
			"Found the number 0; allowed is a duration with its unit, above zero.",
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

describe("two environments that lead to the same thing", () => {
	const two = (production: string, staging: string) =>
		`version: 1\nservices:\n  shop:\n    environments:\n      production: { ${production} }\n      staging: { ${staging} }\n`;
	const pm2 = (app: string) => `targets: [{ pm2: { app: "${app}", releases: r } }]`;
	const there = "services.shop.environments";

	it("are a fault that names both paths", () => {
		expect(faultsOf(two(pm2("shop"), pm2("shop")))).toEqual([
			{
				path: `${there}.staging.targets[0].pm2`,
				line: 6,
				message: `staging and production lead to the same thing (pm2:~/.pm2/shop): this, and ${there}.production.targets[0].pm2.`,
				fix: "Give staging its own, so that nothing done there can reach production.",
			},
		]);
	});
	it("are told apart by their settings", () => {
		expect(faultsOf(two(pm2("shop"), pm2("shop-staging")))).toEqual([]);
	});
	it("are found behind two variables with the same value, which is not shown", () => {
		const faults = faultsOf(two(pm2("${PROD_APP}"), pm2("${STAGING_APP}")), { PROD_APP: "canary-value", STAGING_APP: "canary-value" });
		expect(faults.map(({ message }) => message)).toEqual([
			`staging and production lead to the same thing: this, and ${there}.production.targets[0].pm2.`,
		]);
		expect(faultsOf(two(pm2("${PROD_APP}"), pm2("${STAGING_APP}")), { PROD_APP: "a", STAGING_APP: "b" })).toEqual([]);
	});
	it("are compared by their text where the variables are not set", () => {
		expect(faultsOf(two(pm2("${APP}"), pm2("${APP}")))).toHaveLength(1);
		expect(faultsOf(two(pm2("${PROD_APP}"), pm2("${STAGING_APP}")))).toEqual([]);
	});
	it("are the same database under two users", () => {
		const database = (user: string) => `${pm2(user)}, schema: { url: "postgres://${user}:hunter2@db/shop" }`;
		const faults = faultsOf(two(database("a"), database("b")));
		expect(faults.map(({ path }) => path)).toEqual([`${there}.staging.schema.url`]);
		expect(JSON.stringify(faults)).not.toContain("hunter2");
	});
	it("are the same health URL", () => {
		const health = (app: string) => `${pm2(app)}, health: [{ http: https://shop/health }]`;
		expect(faultsOf(two(health("a"), health("b"))).map(({ path }) => path)).toEqual([`${there}.staging.health[0].http`]);
	});
});

describe("a text that is no config", () => {
	it.each([
		["a: b: c", 1, "YAML syntax:"],
		["version: 1\nx: [1, 2\ny: 3", 3, "YAML syntax:"],
		["version: 1\n\tx: 1", 2, "A tab stands where YAML wants spaces."],
		["version: 1\n---\nversion: 1", 2, "The file holds several YAML documents."],
		["version: 1\nx: &a [*a]", 2, "The alias *a stands inside the part it repeats."],
		["version: 1\nx: *nowhere", 2, "There is no anchor &nowhere above this alias."],
		["", 1, "The file is empty."],
		["# only a comment", 1, "The file is empty."],
		["just text", 1, 'Found "just text"; expected is a mapping (key: value).'],
		["[1]", 1, "Found a list of 1; expected is a mapping (key: value)."],
	])("%j", (text, line, message) => {
		expect(faultsOf(text)[0]).toMatchObject({ line, message: expect.stringContaining(message) });
	});
	it("tells a duplicate key with its line, together with all other faults", () => {
		const faults = faultsOf("version: 1\nversion: 1\nsate: x\nservices: {}\n");
		expect(faults.map(({ line, message }) => `${line} ${message}`)).toEqual([
			"2 The same key stands twice in one mapping.",
			"3 There is no key `sate` here.",
			"4 There is no service in it.",
		]);
	});
	it("tells that a bare placeholder between braces wants quotes", () => {
		expect(faultsOf("version: 1\nchannels: { a: { slack: { webhook: ${HOOK} } } }")[0]).toMatchObject({
			line: 2,
			fix: 'Put the placeholder in quotes: "${NAME}".',
		});
	});
	it("refuses a tag instead of guessing what it means", () => {
		expect(faultsOf("version: 1\nservices: !!js/function x\n")[0]).toMatchObject({
			line: 2,
			fix: expect.stringContaining("Leave the tag away"),
		});
	});
	it("refuses alias bombs, nested and wide", () => {
		const laughs = ["a0: &a0 [x, x]", ...Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join("\n");
		expect(faultsOf(laughs)[0]?.message).toContain("Excessive alias count");
		expect(faultsOf(`a: &a x\nb: [${"*a, ".repeat(5_000)}]`)[0]?.message).toBe("The file holds more than 200 aliases.");
	});
	it("survives a text nested thousands deep", () => {
		expect(faultsOf("[".repeat(20_000)).length).toBeGreaterThan(0);
		expect(faultsOf(`${"[".repeat(5_000)}${"]".repeat(5_000)}`).length).toBeGreaterThan(0);
	});
	it("never throws, whatever the text is", () => {
		const words = fc.constantFrom(
			..."version services environments targets pm2 app 1 : - { } [ ] & * ! | > ' \" # , a production ${ 5% -".split(" "),
			"\n",
			"\n  ",
			"\t",
			" ",
			"\0",
		);
		const texts = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.array(words, { maxLength: 60 }).map((parts) => parts.join("")),
			mutated(DESIGN),
		);
		fc.assert(
			fc.property(texts, (text) => {
				const result = read(text);
				expect("config" in result || result.faults.length > 0).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});
	it("never throws, whatever the values are", () => {
		fc.assert(
			fc.property(misshapen(), (value) => {
				const result = read(JSON.stringify(value));
				expect("config" in result || result.faults.length > 0).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});
});

/** The text with a stretch of it cut out and something else put in. */
function mutated(text: string): fc.Arbitrary<string> {
	return fc
		.tuple(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 5 }))
		.map(([start, length, inserted]) => text.slice(0, start) + inserted + text.slice(start + length));
}

const JSON_VALUE = fc.jsonValue({ maxDepth: 2 });

/** Values in the shape of a config, with anything in any place. */
function misshapen(): fc.Arbitrary<unknown> {
	const entry = fc.dictionary(fc.constantFrom("name", "pm2", "git", "http", "prometheus", "x"), JSON_VALUE, { maxKeys: 3 });
	const place = fc.record(
		{
			targets: fc.oneof(fc.array(entry, { maxLength: 3 }), JSON_VALUE),
			health: fc.array(entry, { maxLength: 3 }),
			signals: fc.oneof(fc.dictionary(fc.string(), entry, { maxKeys: 2 }), JSON_VALUE),
			bake: JSON_VALUE,
			thresholds: JSON_VALUE,
			schema: JSON_VALUE,
		},
		{ requiredKeys: [] },
	);
	const service = fc.record(
		{ environments: fc.oneof(fc.dictionary(fc.string(), place, { maxKeys: 2 }), JSON_VALUE), dependsOn: JSON_VALUE },
		{ requiredKeys: [] },
	);
	return fc.record(
		{
			version: fc.constant(1),
			services: fc.oneof(fc.dictionary(fc.string(), service, { maxKeys: 2 }), JSON_VALUE),
			escalation: JSON_VALUE,
			contacts: JSON_VALUE,
			channels: JSON_VALUE,
		},
		{ requiredKeys: [] },
	);
}

describe("a file that cannot be read", () => {
	let directory = "";
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), "backout-config-"));
	});
	afterAll(async () => {
		await rm(directory, { recursive: true, force: true });
	});
	const onlyFault = async (name: string) => {
		const result = await readConfig(join(directory, name), FAKE_KINDS, {});
		return "faults" in result ? result.faults : [];
	};

	it("because it is not there", async () => {
		const file = join(directory, "none.yaml");
		expect(await onlyFault("none.yaml")).toEqual([
			{
				path: file,
				line: null,
				message: `There is no file ${file}.`,
				fix: "Run `backout init` to write one, or name another with --config.",
			},
		]);
	});
	it("because it is a directory", async () => {
		await mkdir(join(directory, "folder"));
		expect((await onlyFault("folder"))[0]?.message).toBe(`${join(directory, "folder")} is a directory.`);
	});
	it("because it is over 1 MiB", async () => {
		await writeFile(join(directory, "large.yaml"), "");
		await truncate(join(directory, "large.yaml"), 1024 * 1024 + 1);
		expect((await onlyFault("large.yaml"))[0]?.message).toBe(
			`${join(directory, "large.yaml")} has 1048577 bytes; at most 1048576 are read.`,
		);
	});
	it("because it is not UTF-8", async () => {
		await writeFile(join(directory, "latin.yaml"), Buffer.from([0x76, 0xe9, 0x3a]));
		expect((await onlyFault("latin.yaml"))[0]?.message).toBe(`${join(directory, "latin.yaml")} is not UTF-8 text.`);
	});
	it("because this user may not", async () => {
		await writeFile(join(directory, "closed.yaml"), "version: 1");
		await chmod(join(directory, "closed.yaml"), 0);
		const [fault] = await asNobody(() => onlyFault("closed.yaml"));
		expect(fault?.message).toBe(`${join(directory, "closed.yaml")} may not be read by this user.`);
		expect(fault?.fix).toContain("chmod u+r");
	});
	it("and from one that can be, plugins are known before anything else is checked", async () => {
		await writeFile(join(directory, "plugins.yaml"), "version: 1\nplugins: [./a.ts, 5]\nservices: nonsense");
		expect(await pluginPaths(join(directory, "plugins.yaml"))).toEqual([join(directory, "a.ts")]);
		expect(await pluginPaths(join(directory, "none.yaml"))).toEqual([]);
	});
});

/** Runs the work as a user whom a file's mode binds; root, whom it does not bind, becomes nobody for that long. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
	if (process.geteuid?.() !== 0) return work();
	process.seteuid?.(65_534);
	try {
		return await work();
	} finally {
		process.seteuid?.(0);
	}
}
