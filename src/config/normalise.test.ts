import { describe, expect, it } from "vitest";
import { configOf, DESIGN, FILE, TARGET, withPlace } from "./text.fake.ts";

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
	it("takes the backup before a guarded deploy as an argument array, and knows that there is none", () => {
		const given = configOf(withPlace(`${TARGET}\nguard: { backup: [pg_dump, --file=dump.sql, "\${DATABASE_URL}"], backupTimeout: 5m }`));
		expect(given.services[0]?.guard).toEqual({ backup: ["pg_dump", "--file=dump.sql", "${DATABASE_URL}"], backupTimeoutMs: 300_000 });
		expect(production?.guard).toEqual({ backup: null, backupTimeoutMs: 1_800_000 });
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
