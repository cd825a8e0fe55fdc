import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CheckReport } from "./app.ts";
import { checkConfig } from "./checking.ts";
import { buildParts, loadConfig } from "./parts.ts";

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "backout-checking-"));
	const line = `${new Date().toISOString()} GET /charge 200\n`;
	await writeFile(join(directory, "stripe.log"), line.repeat(30));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A shop in production and staging that calls payments, which is in production only. */
async function check(
	compare: readonly object[],
	env: NodeJS.ProcessEnv,
	isLive: boolean,
): Promise<CheckReport & { readonly mask: (text: string) => string }> {
	const place = (name: string, more = {}) => {
		const argv = (word: string) => ["echo", word, name];
		return { targets: [{ exec: { current: argv("current"), history: argv("history"), apply: argv("apply") } }], ...more };
	};
	const health = [{ command: ["true"] }];
	const shop = {
		dependsOn: ["payments"],
		environments: { production: place("shop", { health, compare }), staging: place("shop-staging", { health }) },
	};
	const payments = { environments: { production: place("payments", { health }) } };
	await writeFile(join(directory, "backout.yaml"), JSON.stringify({ version: 1, services: { shop, payments } }));
	const options = { cwd: directory, configFile: null, env, writeLog: () => undefined, logLevel: "silent" } as const;
	const loaded = await loadConfig(options);
	if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
	const parts = buildParts(loaded.config, loaded.kinds, options);
	try {
		return { ...(await checkConfig(loaded, parts, isLive)), mask: (text) => parts.masker.mask(text) };
	} finally {
		await parts.close();
	}
}

const stripe = (errors: string, log: object) => ({
	name: errors,
	is: "dependency",
	signals: { errors: { log: { errors: "5\\d\\d", requests: "charge", ...log } } },
});

describe("what check says", () => {
	test("it warns of a dependency that is not in the environment", async () => {
		const { warnings } = await check([], {}, false);
		expect(warnings).toEqual([
			"shop in staging depends on payments, which has no staging: it cannot be measured when shop gets worse; add it, or say dependsOn differently there",
		]);
	});

	test("it reads what is compared as well, under the name of both", async () => {
		const { live } = await check([stripe("stripe", { file: "stripe.log" }), stripe("mobile", { file: "nowhere.log" })], {}, true);
		const found = live.filter(({ subject }) => subject.includes("/")).map(({ subject, finding }) => [subject, finding.name, finding.ok]);
		expect(found).toEqual([
			["stripe/errors", "error-rate can be measured", true],
			["mobile/errors", "error-rate can be measured", false],
		]);
	});

	test("a variable that only this needs and that is not set is named with its place, and stops nothing else", async () => {
		const { live } = await check([stripe("stripe", { file: "${STRIPE_LOG}" })], {}, true);
		const failed = live.filter(({ finding }) => !finding.ok).map(({ subject, finding }) => [subject, finding.detail]);
		const path = "services.shop.environments.production.compare[0].signals.errors.log.file";
		expect(failed).toEqual([["stripe/errors", expect.stringContaining(`STRIPE_LOG, which ${path} needs, is not set`)]]);
	});

	test("what a variable gave it is masked", async () => {
		const { live, mask } = await check([stripe("stripe", { file: "${STRIPE_LOG}" })], { STRIPE_LOG: "canary-s3cret.log" }, true);
		const told = live.find(({ subject }) => subject === "stripe/errors")?.finding.detail ?? "";
		expect(told).toContain("canary-s3cret");
		expect(mask(told)).not.toContain("canary-s3cret");
	});
});
