import { describe, expect, it } from "vitest";
import { configOf, faultsOf, TARGET, withPlace } from "../text.fake.ts";

const PLACE = "services.shop.environments.production";
const ERRORS = "errors: { prometheus: { server: http://prom, errors: a, requests: b } }";

/** A place that compares; each line is one entry. */
function comparing(...lines: readonly string[]): string {
	return withPlace([TARGET, "compare:", ...lines.map((line) => `  - ${line}`)].join("\n"));
}

describe("what the signals are held against", () => {
	it("has a name, says what it is, and brings signals of its own", () => {
		const text = comparing(
			`{ name: stripe, is: dependency, signals: { ${ERRORS}, latency: { prometheus: { server: http://prom, p95: c } } } }`,
			`{ name: mobile, is: caller, signals: { ${ERRORS.replace("a,", "m,")} } }`,
			`{ name: zone-b, is: unchanged, signals: { ${ERRORS.replace("a,", "z,")} } }`,
		);
		const prometheus = (settings: Readonly<Record<string, string>>) => ({
			kind: "prometheus",
			settings: { server: "http://prom", ...settings },
		});
		expect(configOf(text).services[0]?.compare).toEqual([
			{
				name: "stripe",
				role: "dependency",
				signals: [
					{ name: "errors", ...prometheus({ errors: "a", requests: "b" }) },
					{ name: "latency", ...prometheus({ p95: "c" }) },
				],
			},
			{ name: "mobile", role: "caller", signals: [{ name: "errors", ...prometheus({ errors: "m", requests: "b" }) }] },
			{ name: "zone-b", role: "unchanged", signals: [{ name: "errors", ...prometheus({ errors: "z", requests: "b" }) }] },
		]);
	});
	it("is nothing when nothing is said, and may use the names of the service's own signals", () => {
		expect(configOf(withPlace(TARGET)).services[0]?.compare).toEqual([]);
		const own = "signals: { errors: { prometheus: { server: http://prom, errors: own, requests: b } } }";
		expect(faultsOf(`${comparing(`{ name: stripe, is: dependency, signals: { ${ERRORS} } }`)}        ${own}\n`)).toEqual([]);
	});

	it.each([
		["{ is: caller, signals: { SIGNALS } }", "name", "`name` is missing; expected is text."],
		["{ name: stripe, signals: { SIGNALS } }", "is", "`is` is missing; expected is dependency or caller or unchanged."],
		["{ name: stripe, is: dependancy, signals: { SIGNALS } }", "is", 'Found "dependancy"; allowed is dependency or caller or unchanged.'],
		["{ name: stripe, is: dependency }", "signals", "`signals` is missing; expected is a mapping (key: value)."],
		["{ name: stripe, is: dependency, signals: {} }", "signals", "There is no signal in it, so there would be nothing to compare."],
		["{ name: stripe, is: dependency, signal: { SIGNALS } }", "signal", "There is no key `signal` here."],
		['{ name: "../x", is: dependency, signals: { SIGNALS } }', "name", 'Found the name "../x"; allowed are letters'],
		['{ name: stripe, is: dependency, signals: { "a b": { log: { errors: a, requests: b } } } }', 'signals["a b"]', 'Found the name "a b"'],
		["{ name: shop, is: unchanged, signals: { SIGNALS } }", "name", '"shop" is this service itself.'],
		["{ name: stripe, is: dependency, signals: { up: { http: https://stripe } } }", "signals.up.http", "There is no signal `http` here."],
		["{ name: stripe, is: dependency, signals: { up: {} } }", "signals.up", "It names no signal."],
		[
			"{ name: stripe, is: dependency, signals: { errors: { prometheus: { server: http://prom, errors: a } } } }",
			"signals.errors.prometheus.requests",
			"`requests` is missing; expected is text.",
		],
		[
			"{ name: stripe, is: dependency, signals: { errors: { prometheus: { server: '${PROM:-x}', p95: a } } } }",
			"signals.errors.prometheus.server",
			'Found "${PROM:-x}"; allowed are ${NAME} and ${file:path}.',
		],
	])("%s is a fault at %s", (entry, path, message) => {
		const faults = faultsOf(comparing(entry.replace("SIGNALS", ERRORS)));
		const at = path.startsWith("[") ? `${PLACE}.compare[0]${path}` : `${PLACE}.compare[0].${path}`;
		expect(faults).toContainEqual(expect.objectContaining({ path: at, line: 8, message: expect.stringContaining(message) }));
	});

	it("names the nearest of what it may be", () => {
		const [fault] = faultsOf(comparing(`{ name: stripe, is: dependancy, signals: { ${ERRORS} } }`));
		expect(fault?.fix).toBe("Did you mean `dependency`? Known values: dependency, caller, unchanged.");
	});
	it("is told apart by name", () => {
		const entry = `{ name: stripe, is: dependency, signals: { ${ERRORS} } }`;
		expect(faultsOf(comparing(entry, entry))).toEqual([
			{
				path: `${PLACE}.compare[1].name`,
				line: 9,
				message: `The name "stripe" is taken by ${PLACE}.compare[0].`,
				fix: "Put the signals of both under one, or give each its own `name`.",
			},
		]);
	});
	it("is no service of the file: that one's own signals are read", () => {
		const payments = `  payments: { environments: { production: { ${TARGET.replace("shop", "payments")} } } }\n`;
		const faults = faultsOf(`${comparing(`{ name: payments, is: dependency, signals: { ${ERRORS} } }`)}${payments}`);
		expect(faults).toEqual([
			{
				path: `${PLACE}.compare[0].name`,
				line: 8,
				message: '"payments" is a service of this file, whose own signals are read.',
				fix: "Remove it and write `dependsOn: [payments]` here, or `dependsOn: [shop]` at payments when it is the caller; or choose another name.",
			},
		]);
	});
	it("does not stand under dependsOn as well, at the service or here", () => {
		const here = `${comparing(`{ name: stripe, is: dependency, signals: { ${ERRORS} } }`)}        dependsOn: [stripe]\n`;
		for (const text of [here, here.replace("        dependsOn", "    dependsOn")]) {
			expect(faultsOf(text)).toContainEqual({
				path: `${PLACE}.compare[0].name`,
				line: 8,
				message: '"stripe" stands under `dependsOn` too, which names services of this file.',
				fix: "Remove it from `dependsOn`: what is compared as a dependency counts as one.",
			});
		}
	});
	it("is an error rate or a latency: a pattern in a log, and what only counts, cannot be compared", () => {
		const faults = (signal: string) => faultsOf(comparing(`{ name: stripe, is: dependency, signals: { x: { ${signal} } } }`));
		expect(faults("log: { errors: declined, requests: charged }")).toEqual([]);
		expect(faults("log: { errors: declined }")).toEqual([
			{
				path: `${PLACE}.compare[0].signals.x.log`,
				line: 8,
				message: "This log is neither an error rate nor a latency; nothing else can be compared.",
				fix: "Give it `errors` and `requests`, or a latency.",
			},
		]);
		expect(faults("sql: { url: 'postgres://db/stripe', count: q }")).toEqual([
			expect.objectContaining({ message: "There is no signal `sql` here.", fix: expect.stringContaining("It may stand under ") }),
		]);
	});
	it("may ask the same server in another environment another question, as signals may, but not the same", () => {
		const place = (name: string, query: string) =>
			`      ${name}: { targets: [{ pm2: { app: ${name}, releases: r } }], compare: [{ name: stripe, is: dependency, signals: { errors: { prometheus: { server: http://prom, errors: ${query}, requests: b } } } }] }\n`;
		const text = (query: string) =>
			`version: 1\nservices:\n  shop:\n    environments:\n${place("production", "a")}${place("staging", query)}`;
		expect(faultsOf(text("c"))).toEqual([]);
		expect(faultsOf(text("a")).map(({ path }) => path)).toEqual([
			"services.shop.environments.staging.compare[0].signals.errors.prometheus",
		]);
	});
});
