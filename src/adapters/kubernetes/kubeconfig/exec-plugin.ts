import { BackoutError, errorText } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { Output, ProcessRunner } from "../../../core/runtime.ts";
import { type ExecCredential, parseExecCredential, SPOKEN_VERSIONS } from "./exec-credential.ts";
import { badKubeconfig } from "./faults.ts";
import type { ExecEntry } from "./shape.ts";

/** Clouds' plugins ask the cloud for a token: seconds, not minutes. */
const DEADLINE_MS = 30_000;

/** A program of a kubeconfig that is asked for credentials. */
export interface ExecPlugin {
	readonly exec: ExecEntry;
	readonly userName: string;
	/** What the program is told of the cluster; null unless the kubeconfig wants it told. */
	readonly cluster: JsonObject | null;
}

/**
 * Runs the program and reads what it gives (kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
 * Throws `kubernetes.plugin-missing`, `kubernetes.plugin-failed` (retryable when it had no time), `kubernetes.kubeconfig-invalid`.
 */
export async function runExecPlugin(plugin: ExecPlugin, processes: ProcessRunner): Promise<ExecCredential> {
	const { command, apiVersion } = usable(plugin);
	const env = Object.fromEntries(plugin.exec.env.map(({ name, value }) => [name, value]));
	const spec = { ...(plugin.cluster === null ? {} : { cluster: plugin.cluster }), interactive: false };
	const KUBERNETES_EXEC_INFO = JSON.stringify({ kind: "ExecCredential", apiVersion, spec });
	const output = await started(plugin, command, () =>
		processes.run([command, ...plugin.exec.args], { env: { ...env, KUBERNETES_EXEC_INFO }, timeoutMs: DEADLINE_MS }),
	);
	if (output.ended !== null || output.exitCode !== 0) throw failed(plugin, command, output);
	return parseExecCredential(output.stdout, apiVersion, `${command} of user ${plugin.userName}`);
}

function usable({ exec, userName }: ExecPlugin): { readonly command: string; readonly apiVersion: string } {
	const { command, apiVersion, interactiveMode } = exec;
	if (command === null) throw badKubeconfig(`exec of user ${userName} names no command`, "add `command` to it in the kubeconfig");
	if (apiVersion === null || !SPOKEN_VERSIONS.includes(apiVersion)) {
		throw badKubeconfig(
			`exec of user ${userName} speaks ${apiVersion ?? "no apiVersion"}`,
			`set its apiVersion to ${SPOKEN_VERSIONS[0]} (a newer ${command} may be needed), for example by making the kubeconfig anew with your cloud's tool`,
		);
	}
	if (interactiveMode === "Always") {
		throw badKubeconfig(
			`${command} of user ${userName} wants to ask a person (interactiveMode: Always)`,
			"nobody may be there when Backout runs: use a user with a token, a certificate or a plugin that needs no terminal",
		);
	}
	return { command, apiVersion };
}

async function started(plugin: ExecPlugin, command: string, run: () => Promise<Output>): Promise<Output> {
	try {
		return await run();
	} catch (thrown) {
		const hint = plugin.exec.installHint;
		throw new BackoutError({
			code: "kubernetes.plugin-missing",
			message: `user ${plugin.userName} logs in with ${command}, which cannot be run: ${errorText(thrown)}`,
			fix: hint === null ? `install ${command} where Backout runs, and see that it is on the PATH` : oneLine(hint, 600),
			cause: thrown,
		});
	}
}

/** What it printed as its answer is never shown: it may be half a token. */
function failed({ userName }: ExecPlugin, command: string, { ended, exitCode, stderr }: Output): BackoutError {
	const how = ended === null ? `ended with ${exitCode ?? "a signal"}` : `gave no answer within ${DEADLINE_MS / 1_000} s`;
	const said = oneLine(stderr.slice(-2_000), 400);
	return new BackoutError({
		code: "kubernetes.plugin-failed",
		message: `${command}, with which user ${userName} logs in, ${how}${said === "" ? "" : `: ${said}`}`,
		fix: "log in by hand as it says, then try again; `kubectl auth whoami` shows whether it works",
		retryable: ended !== null,
	});
}

function oneLine(text: string, most: number): string {
	return text
		.replace(/[\p{C}\s]+/gu, " ")
		.trim()
		.slice(-most);
}
