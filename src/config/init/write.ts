import { writeFile } from "node:fs/promises";
import { BackoutError } from "../../core/error.ts";
import { entriesOf } from "../path.ts";
import type { Detected } from "./detected.ts";
import { type ProposedService, proposeServices, statefulServices } from "./proposal.ts";

/** A commented backout.yaml for what was found. It passes the check of the config; what a person must look at is marked `FILL IN`. */
export function writeConfigText(detected: Detected): string {
	const services = proposeServices(detected);
	const lines = [
		...header(detected),
		"",
		...environments(),
		"",
		"services:",
		...services.flatMap((service) => serviceLines(service, detected)),
		...footer(detected),
	];
	return `${lines.join("\n")}\n`;
}

/** Writes the text to a file that must not exist yet. Throws BackoutError `config.exists`, and what the disk says. */
export async function writeNewConfig(file: string, text: string): Promise<void> {
	try {
		await writeFile(file, text, { flag: "wx" });
	} catch (cause) {
		if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
		throw new BackoutError({
			code: "config.exists",
			message: `${file} exists already.`,
			fix: "Run `backout check` on it, or move it away first.",
			cause,
		});
	}
}

function header(detected: Detected): readonly string[] {
	const unread = detected.unread.map((file) => comment(`${file} is here, but nothing could be made out in it: add what it runs by hand`));
	return [
		"# What Backout may roll back, and how it knows that the service is well.",
		"# Check it with `backout check`, and try every credential and tool with `backout check --live`.",
		...unread,
		"version: 1",
		comment("state: postgres://host/backout   # shared by a team; left out: .backout/state.db beside this file"),
	];
}

function environments(): readonly string[] {
	return [
		"environments:",
		"  production: { automatic: false }   # true: Backout may roll back by itself, within the guardrails under `policy`",
		comment("staging: { drills: true }", 2),
	];
}

function serviceLines(service: ProposedService, detected: Detected): readonly string[] {
	return [
		`  ${quoted(service.name)}:`,
		"    bake: 30m                        # how long signals are watched after a rollback",
		"    environments:",
		"      production:",
		"        targets:                     # in the order they are rolled back",
		...service.notes.map((note) => comment(note, 10)),
		`          - ${service.kind}:`,
		...Object.entries(service.settings).map(([key, value]) => `              ${key}: ${setting(value)}`),
		...branchHint(service, detected),
		...schemaHint(detected),
		...healthLines(service),
		...signalHint(),
	];
}

function branchHint(service: ProposedService, { git }: Detected): readonly string[] {
	if (service.kind === "git" || git === null || git.remote === null) return [];
	const settings = `{ remote: ${quoted(git.remote.name)}, branch: ${quoted(git.branch ?? "main")} }`;
	return [
		comment(`to revert the bad commits as well (${git.remote.url}), so that the next deploy does not bring them back:`, 10),
		comment(`- git: ${settings}`, 10),
	];
}

function schemaHint({ alembic }: Detected): readonly string[] {
	if (alembic === null) return [];
	return [
		comment(`${alembic} was found. There is no adapter for Alembic yet: a rollback leaves the database as it is, and says so.`, 8),
		comment(`schema: { url: "\${DATABASE_URL}", alembic: { config: ${quoted(alembic)} } }`, 8),
	];
}

function healthLines({ health }: ProposedService): readonly string[] {
	if (health === null) {
		return [
			comment("FILL IN: without a check nothing can prove the service well, and it is shown as unprotected", 8),
			comment("health: [{ http: https://example.com/health }]", 8),
		];
	}
	return [
		"        health:",
		comment("FILL IN if it is another: the port was found, the path is a guess", 10),
		`          - http: ${quoted(health)}`,
	];
}

function signalHint(): readonly string[] {
	return [
		comment("smoke: [{ http: { url: https://example.com/api/products, status: 200, within: 2s } }]", 8),
		comment("signals:", 8),
		comment("  errors: { prometheus: { server: http://prometheus:9090, errors: '…', requests: '…' } }", 8),
	];
}

function footer(detected: Detected): readonly string[] {
	const left = statefulServices(detected).map(({ name, image }) =>
		comment(`left out, as it keeps data: the Compose service ${name} (${image})`),
	);
	const kube =
		detected.kubeContext === null
			? []
			: [
					comment(
						`kubectl points at the context ${detected.kubeContext}: - kubernetes: { deployment: name, namespace: default, context: ${detected.kubeContext} }`,
					),
				];
	const scripts = entriesOf(detected.scripts).map(([name, script]) => comment(`package.json: npm run ${name}   (${String(script)})`));
	const docker =
		detected.hasDockerfile && detected.compose === null
			? [comment("a Dockerfile was found: - compose: { container: name } rolls back a single `docker run` container")]
			: [];
	const notes = [...left, ...kube, ...docker, ...scripts];
	return ["", ...channelHint(detected), ...(notes.length === 0 ? [] : ["", "# Also found here:", ...notes])];
}

function channelHint({ environmentFiles }: Detected): readonly string[] {
	const files = environmentFiles
		.filter(({ names }) => names.length > 0)
		.map(({ file, names }) => comment(`${file} names ${names.join(", ")}`));
	return [
		comment(
			"Secrets are named, never written here: ${NAME} is an environment variable, ${file:path} a file. They are masked wherever Backout prints.",
		),
		...files,
		comment("channels:"),
		comment('  incidents: { slack: { webhook: "${SLACK_WEBHOOK_URL}" } }   # name it under a service: notify: [incidents]'),
	];
}

function setting(value: string | readonly string[]): string {
	return typeof value === "string" ? quoted(value) : `[${value.map(quoted).join(", ")}]`;
}

/** Plain words stay as they are; all other text becomes a double-quoted scalar, and a `${` in it stays text. */
function quoted(text: string): string {
	const isPlain = /^[A-Za-z./][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
	return isPlain ? text : JSON.stringify(text.replaceAll("${", "$${"));
}

/** One line, whatever the text holds: what was found in a folder must not become config. */
function comment(text: string, indent = 0): string {
	return `${" ".repeat(indent)}# ${text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").slice(0, 300)}`;
}
