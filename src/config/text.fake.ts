import type { Config, ConfigFault } from "../core/config.ts";
import { FAKE_KINDS } from "./kinds.fake.ts";
import { type ConfigRead, draftConfig } from "./read.ts";

/** Where the texts of the config's tests are said to stand. */
export const FILE = "/srv/shop/backout.yaml";

/** Reads a text with the fake kinds and no environment but the given one. */
export function read(text: string, env: Readonly<Record<string, string | undefined>> = {}): ConfigRead {
	return draftConfig(text, FILE).check(FAKE_KINDS, env);
}

/** The text's faults; none when it is a config. */
export function faultsOf(text: string, env: Readonly<Record<string, string | undefined>> = {}): readonly ConfigFault[] {
	const result = read(text, env);
	return "faults" in result ? result.faults : [];
}

/** The text's config; throws with the faults when it is none. */
export function configOf(text: string): Config {
	const result = read(text);
	if ("config" in result) return result.config;
	throw new Error(JSON.stringify(result.faults, null, 1));
}

/** A target that is right. */
export const TARGET = "targets: [{ pm2: { app: shop, releases: releases } }]";

/** A good file around the given lines of shop's production. */
export function withPlace(lines: string): string {
	return `version: 1\nservices:\n  shop:\n    environments:\n      production:\n${lines.replaceAll(/^/gm, "        ")}\n`;
}

/** A file in the shape of the docs, with something in every section. */
export const DESIGN = `version: 1
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
