import { expect, test } from "vitest";
import { checkNames } from "./check-names.ts";
import type { Entry } from "./outline.ts";

function check(kind: string, value: unknown): Entry {
	return { section: "health", path: [], name: null, settings: [{ kind, value, path: [] }], isMisshapen: false };
}

test("a check without a name is called by what it asks: its text, URL, command or name, without a password", () => {
	const checks = [
		check("http", "https://shop.test/health"),
		check("command", { argv: ["npm", "run", "smoke"] }),
		check("dns", { name: "shop.test", type: "MX" }),
		check("sql", { url: "postgres://ana:hunter2@db/shop", check: "select 1" }),
		check("odd", {}),
	];
	expect([...checkNames(checks, []).values()]).toEqual([
		"http https://shop.test/health",
		"command npm run smoke",
		"dns shop.test",
		"sql postgres://***@db/shop",
		"odd",
	]);
});
