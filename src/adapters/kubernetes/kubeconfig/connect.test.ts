import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { BackoutError } from "../../../core/error.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { createHttpClient } from "../../../runtime/http.ts";
import { createProcessRunner } from "../../../runtime/process.ts";
import { makeCertificate } from "../../../testing/certificates.ts";
import { type ClusterWish, type ConnectContext, connectKubernetes } from "./connect.ts";
import type { Surroundings } from "./files.ts";

/** A stub of an API server with real TLS: it keeps the headers it was asked with, and takes `good` for the only token unless told otherwise. */
const authority = makeCertificate({ name: "authority.test", isAuthority: true });
const own = makeCertificate({ name: "api.test", hosts: ["IP:127.0.0.1"], by: authority });
const asked: IncomingHttpHeaders[] = [];
let good: RegExp = /./;
const server = createServer({ cert: own.certificate, key: own.key }, (request, response) => {
	asked.push(request.headers);
	const isGood = good.test(request.headers.authorization ?? "nobody");
	response
		.writeHead(isGood ? 200 : 401, { "content-type": "application/json" })
		.end(JSON.stringify({ kind: "Status", message: "Unauthorized" }));
});
let port = 0;
let home = "";
const secrets: string[] = [];

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), "backout-connect-"));
	good = /./;
	writeFileSync(join(home, "ca.pem"), authority.certificate);
});
afterEach(() => {
	rmSync(home, { recursive: true, force: true });
	asked.length = 0;
	secrets.length = 0;
});

function context(clock = systemClock): ConnectContext {
	const silent = () => undefined;
	return {
		directory: home,
		processes: createProcessRunner({ clock: systemClock }),
		http: createHttpClient({ clock: systemClock }),
		clock,
		log: { debug: silent, info: silent, warn: silent },
		masker: { add: (secret) => secrets.push(secret) },
	};
}

function machine(env: Surroundings["env"] = {}): Surroundings {
	return { env, home, workingDirectory: home, serviceAccount: join(home, "account") };
}

function kubeconfig(user: object, cluster: object = {}): void {
	const shared = { server: `https://127.0.0.1:${port}`, "certificate-authority": "ca.pem", ...cluster };
	const config = {
		"current-context": "prod",
		clusters: [{ name: "c", cluster: shared }],
		contexts: [{ name: "prod", context: { cluster: "c", user: "ana", namespace: "shop" } }],
		users: [{ name: "ana", user }],
	};
	writeFileSync(join(home, "config"), JSON.stringify(config));
}

const wish: ClusterWish = { context: null, kubeconfig: "~/config", namespace: null };

async function faultOf(promise: Promise<unknown>): Promise<BackoutError> {
	const thrown = await promise.then(
		() => null,
		(error: unknown) => error,
	);
	if (thrown instanceof BackoutError) return thrown;
	throw new Error("no BackoutError was thrown");
}

it("shows a token, a user with a password, or somebody else in whose name is acted, and tells the masker each secret", async () => {
	kubeconfig({ token: "hunter2-canary" });
	const api = await connectKubernetes(wish, context(), machine());
	await api.get("/version");
	expect(api.cluster).toEqual({
		context: "prod",
		server: `https://127.0.0.1:${port}`,
		namespace: "shop",
		kubeconfig: join(home, "config"),
	});
	kubeconfig({ username: "ana", password: "pass-canary", as: "bo", "as-groups": ["a", "b"], "as-user-extra": { "Team/X y": ["1"] } });
	await (await connectKubernetes(wish, context(), machine())).get("/version");
	expect(asked[0]).toMatchObject({ authorization: "Bearer hunter2-canary" });
	expect(asked[1]).toMatchObject({
		authorization: `Basic ${Buffer.from("ana:pass-canary").toString("base64")}`,
		"impersonate-user": "bo",
		"impersonate-group": "a, b",
		"impersonate-extra-team%2fx%20y": "1",
	});
	expect(secrets).toEqual(expect.arrayContaining(["hunter2-canary", "pass-canary"]));
});

/** A plugin that counts its runs and gives `token-<run>`; only the first one ends by itself. */
function plugin(expires: string): string {
	const file = join(home, "plugin");
	const script = `#!/bin/sh
echo x >> ${home}/runs
n=$(wc -l < ${home}/runs | tr -d ' ')
printf '%s' "$KUBERNETES_EXEC_INFO" > ${home}/told
[ "$n" = 1 ] && end='${expires}'
printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s-%s"%s}}' "$PREFIX" "$n" "$end"
`;
	writeFileSync(file, script);
	chmodSync(file, 0o755);
	return "./plugin";
}

const runs = () => readFileSync(join(home, "runs"), "utf8").length / 2;

it("asks a plugin once for all targets, again when its token ends, and once more when the cluster refuses it", async () => {
	let passedMs = 0;
	const shared = context({ ...systemClock, now: () => systemClock.now() + passedMs });
	const end = new Date(Date.now() + 600_000).toISOString();
	const exec = {
		apiVersion: "client.authentication.k8s.io/v1",
		command: plugin(`,"expirationTimestamp":"${end}"`),
		env: [{ name: "PREFIX", value: "token" }],
		interactiveMode: "IfAvailable",
		provideClusterInfo: true,
	};
	kubeconfig({ exec });
	const [one, other] = await Promise.all([1, 2].map(() => connectKubernetes(wish, shared, machine())));
	await Promise.all([one?.get("/version"), other?.get("/version"), one?.get("/version")]);
	expect(runs()).toBe(1);
	expect(JSON.parse(readFileSync(join(home, "told"), "utf8"))).toEqual({
		kind: "ExecCredential",
		apiVersion: "client.authentication.k8s.io/v1",
		spec: {
			interactive: false,
			cluster: {
				server: `https://127.0.0.1:${port}`,
				"certificate-authority-data": Buffer.from(authority.certificate).toString("base64"),
			},
		},
	});
	passedMs = 300_000;
	await one?.get("/version");
	expect(runs()).toBe(1);
	passedMs = 600_000;
	await one?.get("/version");
	expect(runs()).toBe(2);
	good = /token-3$/;
	await other?.get("/version");
	expect(asked.at(-1)?.authorization).toBe("Bearer token-3");
	good = /never/;
	expect(await faultOf(other?.get("/version") ?? Promise.resolve())).toMatchObject({ code: "kubernetes.unauthorized" });
	expect(runs()).toBe(4);
});

it("says what is wrong with a plugin, with its hint, and never what it answered", async () => {
	const apiVersion = "client.authentication.k8s.io/v1";
	const failing = async (exec: object) => {
		kubeconfig({ exec: { apiVersion, ...exec } });
		return await faultOf((await connectKubernetes(wish, context(), machine())).get("/version"));
	};
	expect(await failing({ command: "no-such-plugin", installHint: "Run\n  brew install it" })).toMatchObject({
		code: "kubernetes.plugin-missing",
		fix: "Run brew install it",
	});
	const printing = await failing({ command: "sh", args: ["-c", "echo half-a-token-canary; echo please log in >&2; exit 3"] });
	expect(printing.message).toContain("ended with 3: please log in");
	const odd = await failing({ command: "echo", args: ["half-a-token-canary"] });
	expect(odd).toMatchObject({ code: "kubernetes.plugin-failed" });
	expect([printing, odd].map(({ message, fix }) => message + fix).join()).not.toContain("canary");
	expect(await failing({ command: "x", interactiveMode: "Always" })).toMatchObject({ code: "kubernetes.kubeconfig-invalid" });
	expect((await failing({ command: "x", apiVersion: "client.authentication.k8s.io/v1alpha1" })).message).toContain("v1alpha1");
});

it("reads a token's file again after a minute, keeps what it had while the file is away, and asks at once when refused", async () => {
	let passedMs = 0;
	const shared = context({ ...systemClock, now: () => systemClock.now() + passedMs });
	const file = join(home, "token");
	writeFileSync(file, "token-one\n");
	kubeconfig({ tokenFile: "token" });
	const api = await connectKubernetes(wish, shared, machine());
	const shown = async () => {
		await api.get("/version");
		return asked.at(-1)?.authorization;
	};
	expect(await shown()).toBe("Bearer token-one");
	writeFileSync(file, "token-two");
	expect(await shown()).toBe("Bearer token-one");
	passedMs = 61_000;
	expect(await shown()).toBe("Bearer token-two");
	rmSync(file);
	passedMs = 130_000;
	expect(await shown()).toBe("Bearer token-two");
	writeFileSync(file, "token-three");
	good = /three/;
	expect(await shown()).toBe("Bearer token-three");
});

it("takes the pod's own account when there is no kubeconfig, and never when a context or a file is named", async () => {
	const env = { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: String(port) };
	mkdirSync(join(home, "account"));
	for (const [name, text] of Object.entries({ token: "pod-token", namespace: "ops", "ca.crt": authority.certificate })) {
		writeFileSync(join(home, "account", name), text);
	}
	const api = await connectKubernetes({ context: null, kubeconfig: null, namespace: null }, context(), machine(env));
	await api.get("/version");
	expect(asked[0]?.authorization).toBe("Bearer pod-token");
	expect(api.cluster).toEqual({ context: null, server: `https://127.0.0.1:${port}`, namespace: "ops", kubeconfig: null });
	const connecting = (one: object) =>
		faultOf(connectKubernetes({ context: null, kubeconfig: null, namespace: null, ...one }, context(), machine(env)));
	expect(await connecting({ context: "prod" })).toMatchObject({ code: "kubernetes.no-kubeconfig" });
	expect(await connecting({ kubeconfig: "none" })).toMatchObject({ code: "kubernetes.kubeconfig-invalid" });
});

it("names the file, the entry and the nearest name of what is wrong, and no value", async () => {
	const failing = async (user: object, cluster: object = {}, asking = wish) => {
		kubeconfig(user, cluster);
		const fault = await faultOf(connectKubernetes(asking, context(), machine()).then((api) => api.get("/version")));
		expect(fault.message + fault.fix).not.toContain("canary");
		return fault;
	};
	const token = "hunter2-canary";
	const unknown = await failing({ token }, {}, { ...wish, context: "prd" });
	expect(unknown.message).toBe(`there is no context "prd" in ${join(home, "config")}`);
	expect(unknown.fix).toContain("did you mean prod? Known: prod");
	expect((await failing({ token: ["hunter2-canary"] })).message).toContain("users.0.user.token");
	expect((await failing({ token, username: "ana" })).message).toBe("user ana has a token and a username");
	expect((await failing({ "client-certificate-data": Buffer.from(own.certificate).toString("base64") })).message).toContain(
		"no client-key",
	);
	expect((await failing({ "client-certificate-data": "canary", "client-key-data": "canary" })).message).toContain("is not PEM");
	expect((await failing({ token, "as-groups": ["x"] })).fix).toContain("`as`");
	expect((await failing({ "auth-provider": { name: "gcp", config: { t: "canary" } } })).fix).toContain("gke-gcloud-auth-plugin");
	expect((await failing({ token }, { "proxy-url": "socks5://u:canary@x:1" })).message).toContain("socks5: proxy, which is not supported");
	expect((await failing({ token }, { server: "ftp://canary" })).message).toContain("no http or https URL");
	expect((await failing({ token }, { "certificate-authority": "none.pem" })).message).toContain("certificate-authority of cluster c");
	expect(await failing({ token }, { "certificate-authority": null })).toMatchObject({ code: "kubernetes.unreachable", retryable: false });
	writeFileSync(join(home, "config"), "users:\n- name: ana\n  user: {token: hunter2-canary");
	const broken = await faultOf(connectKubernetes(wish, context(), machine()));
	expect(broken.message).toMatch(/config is not YAML \(line \d+\)$/);
});
