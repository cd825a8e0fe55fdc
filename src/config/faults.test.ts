import { describe, expect, it } from "vitest";
import { faultsOf } from "./text.fake.ts";

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
		["1 version", "Found the number 2; allowed is 1.", "Write it like this: `version: 1`."],
		[
			"2 sate",
			"There is no key `sate` here.",
			"Did you mean `state`? Known keys: version, state, environments, services, channels, policy, escalation, contacts, plugins.",
		],
		["4 environments.staging.drils", "There is no key `drils` here.", "Did you mean `drills`? Known keys: drills, automatic."],
		["5 environments.production.automatic", 'Found "yes"; expected is true or false.', "Write it like this: `automatic: true`."],
		[
			"8 services.checkout.dependsOn[0]",
			'There is no service "paymets" in this file.',
			"Did you mean `payments`? Known services: checkout, payments.",
		],
		[
			"9 services.checkout.bake",
			'Found "-30m"; allowed is a duration with its unit (90s, 30m, 1h30m), zero or more.',
			"Write it like this: `bake: 30m`.",
		],
		[
			"10 services.checkout.settle",
			"Found the number 30; allowed is a duration with its unit (90s, 30m, 1h30m), zero or more.",
			"Write it like this: `settle: 60s`.",
		],
		[
			"11 services.checkout.notify[0]",
			'There is no channel "incidentz" in this file.',
			"Did you mean `incidents`? Known channels: incidents, other.",
		],
		[
			"12 services.checkout.thresholds.errorsAct",
			'Found "500%"; allowed is a share from 0% to 100% (or 0 to 1).',
			"Write it like this: `errorsAct: 5%`.",
		],
		[
			"12 services.checkout.thresholds.errorsInvestigat",
			"There is no key `errorsInvestigat` here.",
			"Did you mean `errorsInvestigate`? Known keys: errorsAct, errorsInvestigate, slowerAct, slowerInvestigate, errorsAfter, investigate, minimumRequests, window.",
		],
		[`16 ${PRODUCTION}.targets[0].kubernetes`, "There is no adapter `kubernetes` here.", "Known adapters: pm2, compose, git, exec."],
		[`17 ${PRODUCTION}.targets[1].pm2.app`, "Found the number 5; expected is text.", 'Put it in quotes: `app: "5"`.'],
		[`17 ${PRODUCTION}.targets[1].pm2.hom`, "There is no key `hom` here.", "Did you mean `home`? Known keys: app, releases, home, script."],
		[`17 ${PRODUCTION}.targets[1].name`, `The name "api" is taken by the target at ${PRODUCTION}.targets[0].`, "Give each its own `name`."],
		[`18 ${PRODUCTION}.targets[2]`, "It names 2 kinds at once: pm2 and git; allowed is one adapter.", "Make an entry of its own for each."],
		[`19 ${PRODUCTION}.targets[3]`, "It names no adapter.", "Add one of the known adapters: compose, exec, git, pm2."],
		[`21 ${PRODUCTION}.health[0].http`, 'Found "htp:/x": is no URL.', "Write it like this: `http: https://shop.example.com/health`."],
		[`22 ${PRODUCTION}.health[1].http.status`, "Found the number 9999; allowed is at most 599.", "Write it like this: `status: 200`."],
		[
			`23 ${PRODUCTION}.health[2].prometheus`,
			"There is no check `prometheus` here.",
			"It may stand under signals. Known checks: http, command, sql.",
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
			"Write it like this: `targets: [ { pm2: { app: shop, releases: releases } } ]`.",
		],
		["29 services.payments.environments", "There is no environment in it.", "Name at least one environment. Empty never means all."],
		["31 channels.incidents.slak", "There is no channel `slak` here.", "Did you mean `slack`? Known channels: slack, webhook."],
		["32 channels.other.locale", 'Found "fr"; allowed is en or pt-BR.', "Write it like this: `locale: en`."],
		["34 policy.automatic.perDay", "Found the number -1; allowed is at least 0.", "Write it like this: `perDay: 3`."],
		[
			"34 policy.automatic.blastRadius",
			"Found the number 25; allowed is a share from 0% to 100% (or 0 to 1).",
			"Write it like this: `blastRadius: 25%`.",
		],
		["35 policy.approvals.lossy", "Found the number 5; allowed is at most 4.", "Write it like this: `lossy: 2`."],
		["37 escalation[0].level", "Found the number 7; expected is 1 or 2 or 3 or 4.", "Write it like this: `level: 1`."],
		["37 escalation[0].contacts[0]", 'There is no contact "oncal" in this file.', "Did you mean `oncall`? Known contacts: oncall."],
		["38 contacts.oncall.phone", "Found the number 5551; expected is text.", 'Put it in quotes: `phone: "5551"`.'],
	])("tells %s", (place, message, fix) => {
		expect(told).toContain(`${place} | ${message} | ${fix}`);
	});
	it("tells each once, in the order of the file, and nothing else", () => {
		expect(told).toHaveLength(31);
		const lines = faultsOf(FAULTY).map(({ line }) => line ?? 0);
		expect(lines).toEqual(lines.toSorted((a, b) => a - b));
	});
});
