import { expect, test } from "vitest";
import { execSchema } from "./config.ts";
import { execAdapter } from "./index.ts";

const whole = { current: ["cat", "live"], history: ["cat", "all"], apply: ["deploy", "{release}"] };
const faults = (config: unknown) => {
	const parsed = execSchema.safeParse(config);
	return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
};

test("a whole config is accepted, and accepted again when it is parsed twice", () => {
	const config = {
		...whole,
		observe: ["status", "--step={step}"],
		cwd: "ops",
		env: { TOKEN: `\${DEPLOY_TOKEN}` },
		timeout: "90s",
		repeat: "never",
	};
	expect(execSchema.parse(execSchema.parse(config))).toEqual(config);
});

test("every faulty command is told, with the place and the known placeholders", () => {
	expect(faults({ ...whole, current: ["show", "{release}"], apply: ["deploy", "{relase}"] })).toEqual([
		"current: unknown placeholder {release}; known here: {service}, {environment}; write {{release}} for the plain text {release}",
		"apply: unknown placeholder {relase}; known here: {service}, {environment}, {release}, {from}, {step}; write {{relase}} for the plain text {relase}",
	]);
});

test("the form is one of two, whole", () => {
	expect(faults({})[0]).toContain("needs current, history and apply");
	expect(faults({ current: ["a"], apply: ["b"] })).toEqual(["history: missing: a target with releases needs current, history and apply"]);
	expect(faults({ ...whole, flush: ["redis-cli"] })[0]).toContain("belong to two targets");
});

test("an action that nothing can observe must be idempotent", () => {
	expect(faults({ flush: ["redis-cli", "flushall"] })[0]).toContain("repeat: idempotent");
	expect(faults({ flush: ["redis-cli", "flushall"], repeat: "idempotent" })).toEqual([]);
	expect(faults({ flush: ["flush"], observe: ["flushed?"] })).toEqual([]);
});

test("a release may choose neither the program nor a part of a script", () => {
	expect(faults({ ...whole, apply: ["{release}"] })[0]).toContain("must never choose what is run");
	expect(faults({ ...whole, apply: ["sh", "-ec", "deploy {release}"] })[0]).toContain("would run the text");
	expect(faults({ ...whole, apply: ["/usr/bin/python3", "-c", "print('{release}')"] })[0]).toContain("would run the text");
	expect(faults({ ...whole, apply: ["sh", "-c", 'deploy "$1"', "deploy", "{release}"] })).toEqual([]);
});

test("a secret is not taken among the arguments", () => {
	expect(faults({ ...whole, apply: ["deploy", `--token=\${TOKEN}`, "{release}"] })[0]).toContain("name it under env");
});

test("a wrong duration and an unknown key are told", () => {
	expect(faults({ ...whole, timeout: "soon" })[0]).toContain("not a duration");
	expect(faults({ ...whole, timeout: `\${LIMIT}` })).toEqual([]);
	expect(faults({ ...whole, aply: ["x"] })[0]).toContain("aply");
});

test("two environments that run the same command reach the same thing, unless the command or its variables tell them apart", () => {
	const ends = (config: object) => execAdapter.endpoints(execSchema.parse({ ...whole, ...config }), "/etc/shop");
	expect(ends({})).toEqual(ends({}));
	expect(ends({ current: ["show", "{environment}"] })).toEqual([]);
	expect(ends({ env: { HOST: "a" } })).not.toEqual(ends({ env: { HOST: "b" } }));
	expect(ends({ env: { TOKEN: "s3cret-canary" } }).join()).not.toContain("s3cret-canary");
});

test("tells the faults of each command together with every other fault", () => {
	const parsed = execSchema.safeParse({
		current: ["cat", "{enviroment}"],
		history: "not a list",
		apply: ["sh", "-c", "deploy {release}"],
		colour: "red",
	});
	expect(parsed.error?.issues.map((issue) => issue.path.join(".")).sort()).toEqual(["", "apply", "current", "history"]);
});
