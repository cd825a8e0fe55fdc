import { describe, expect, it } from "vitest";
import { faultsOf } from "../text.fake.ts";

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
	it("are the same database for a signal and a schema, with its usual port named or not", () => {
		const schema = `${pm2("a")}, schema: { url: "postgres://a:hunter2@db/shop" }`;
		const signal = `${pm2("b")}, signals: { rows: { sql: { url: "postgresql://b:hunter2@db:5432/shop", count: q } } }`;
		const faults = faultsOf(two(schema, signal));
		expect(faults.map(({ path }) => path)).toEqual([`${there}.staging.signals.rows.sql`]);
		expect(JSON.stringify(faults)).not.toContain("hunter2");
		expect(faultsOf(two(schema, signal.replace("/shop", "/other")))).toEqual([]);
	});
	it("are the same health URL", () => {
		const health = (app: string) => `${pm2(app)}, health: [{ http: https://shop/health }]`;
		expect(faultsOf(two(health("a"), health("b"))).map(({ path }) => path)).toEqual([`${there}.staging.health[0].http`]);
	});
});
