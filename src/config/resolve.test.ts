import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Config } from "../core/config.ts";
import { BackoutError } from "../core/error.ts";
import { isUrlOrPlaceholder } from "../core/settings.ts";
import { FAKE_KINDS } from "./kinds.fake.ts";
import { draftConfig } from "./read.ts";
import { resolveEnvironment, resolveService, resolveSettings } from "./resolve.ts";

const TARGETS = (app: string) => `{ targets: [{ pm2: { app: ${app}, releases: r } }] }`;

function shop(): Config {
	const text = `version: 1\nservices:\n  checkout: { environments: { production: ${TARGETS("a")}, staging: ${TARGETS("b")} } }\n  payments: { environments: { production: ${TARGETS("c")} } }\n`;
	const result = draftConfig(text, "/srv/backout.yaml").check(FAKE_KINDS, {});
	if ("config" in result) return result.config;
	throw new Error(JSON.stringify(result.faults));
}

function thrownBy(work: () => unknown): Pick<BackoutError, "code" | "message" | "fix"> {
	try {
		work();
	} catch (thrown) {
		if (thrown instanceof BackoutError) return { code: thrown.code, message: thrown.message, fix: thrown.fix };
	}
	throw new Error("nothing was thrown");
}

describe("finding a service by name", () => {
	const config = shop();
	it("gives all its places", () => {
		expect(resolveService(config, "checkout").map(({ environment }) => environment)).toEqual(["production", "staging"]);
	});
	it("gives the only environment when none is named, and the named one", () => {
		expect(resolveEnvironment(config, "payments", null).environment).toBe("production");
		expect(resolveEnvironment(config, "checkout", "staging")).toMatchObject({ service: "checkout", environment: "staging" });
	});
	it("refuses to choose between several, and lists them", () => {
		expect(thrownBy(() => resolveEnvironment(config, "checkout", null))).toEqual({
			code: "config.environment-needed",
			message: "checkout runs in 2 environments: production, staging.",
			fix: "Name one of them: -e production or -e staging",
		});
	});
	it("tells the nearest names of an unknown service and an unknown environment", () => {
		expect(thrownBy(() => resolveService(config, "chekout"))).toEqual({
			code: "config.unknown-service",
			message: 'There is no service "chekout" in /srv/backout.yaml.',
			fix: "Did you mean `checkout`? Known services: checkout, payments.",
		});
		expect(thrownBy(() => resolveEnvironment(config, "checkout", "prod"))).toEqual({
			code: "config.unknown-environment",
			message: 'checkout has no environment "prod".',
			fix: "Known environments of checkout: production, staging.",
		});
	});
	it("never takes part of a name, another case, or nothing for a service", () => {
		for (const name of ["", "check", "CHECKOUT", "*", "constructor"]) {
			expect(thrownBy(() => resolveService(config, name)).code).toBe("config.unknown-service");
		}
	});
});

describe("resolveSettings", () => {
	const kind = {
		kind: "slack",
		schema: z.strictObject({ webhook: z.string().refine(isUrlOrPlaceholder, "is no URL"), within: z.string().default("2s") }),
	};
	const entry = { kind: "slack", name: "incidents", settings: { webhook: "${HOOK}" } };
	const path = ["channels", "incidents", "slack"];
	const sources = (env: Readonly<Record<string, string>>) => ({
		env,
		readFile: () => "",
		masker: { add: () => {}, mask: (text: string) => text.replaceAll("hunter2", "***") },
	});

	it("gives the kind's own form, resolved, with its defaults", () => {
		expect(resolveSettings(kind, entry, path, sources({ HOOK: "https://hooks/x" }))).toEqual({ webhook: "https://hooks/x", within: "2s" });
	});
	it("refuses a resolved value that the kind does not take, without showing it", () => {
		expect(thrownBy(() => resolveSettings(kind, entry, path, sources({ HOOK: "ftp://hunter2" })))).toEqual({
			code: "config.setting-refused",
			message: "With its variables resolved, channels.incidents.slack.webhook: Found text of 13 characters: is no URL.",
			fix: "Correct the variable or file that the setting names.",
		});
	});
});
