import type { Clock, ProcessRunner } from "../../../core/runtime.ts";
import type { ChosenContext } from "./choose.ts";
import type { ExecCredential } from "./exec-credential.ts";
import { runExecPlugin } from "./exec-plugin.ts";
import { badKubeconfig } from "./faults.ts";
import { authorityOf, clientCertificateOf, readText } from "./identity.ts";
import { impersonationHeaders } from "./impersonation.ts";
import type { LoginSource, ReadLogin } from "./kept-login.ts";
import { pluginCluster } from "./plugin-cluster.ts";
import { proxyOf } from "./server.ts";
import type { UserEntry } from "./shape.ts";

/** A token that ends while the request is under way would be refused. */
const EARLY_MS = 10_000;

/** What a context's user shows to its cluster. */
export class UserLogin implements LoginSource {
	readonly who: string;
	readonly #chosen: ChosenContext;
	readonly #parts: { readonly processes: ProcessRunner; readonly clock: Clock };
	#given: ExecCredential | null = null;

	constructor(chosen: ChosenContext, parts: { readonly processes: ProcessRunner; readonly clock: Clock }) {
		const user = chosen.userName === "" ? "nobody" : `user ${chosen.userName}`;
		this.who = `${user} (context ${chosen.context})`;
		this.#chosen = chosen;
		this.#parts = parts;
	}

	/** Throws `kubernetes.kubeconfig-invalid`, `kubernetes.auth-provider`, `kubernetes.plugin-missing`, `kubernetes.plugin-failed`. */
	async read(isRefused: boolean): Promise<ReadLogin> {
		const { cluster, clusterName, user, userName } = this.#chosen;
		const isUnverified = cluster["insecure-skip-tls-verify"];
		const proxy = proxyOf(cluster, clusterName);
		const shared = {
			ca: isUnverified ? null : await authorityOf(cluster, clusterName),
			serverName: cluster["tls-server-name"],
			isUnverified,
			...(proxy === null ? {} : { proxy }),
		};
		const secrets = proxy === null ? [] : [new URL(proxy).password];
		if (user === null) return { tls: { ...shared, client: null }, headers: {}, secrets, expiresAtMs: null };
		const own = await authorizationOf(user, userName);
		// What stands in the kubeconfig counts before the plugin (client-go, plugin/pkg/client/auth/exec/exec.go, RoundTrip).
		const given = user.exec === null || own !== null ? null : await this.#plugin(user, isRefused);
		const client = given?.client ?? (await clientCertificateOf(user, userName));
		const authorization = own ?? (given?.token ? { header: `Bearer ${given.token}`, secret: given.token } : null);
		const headers = {
			...(authorization === null ? {} : { authorization: authorization.header }),
			...impersonationHeaders(user, userName),
		};
		if (client !== null) secrets.push(client.key);
		if (authorization !== null) secrets.push(authorization.secret);
		return { tls: { ...shared, client }, headers, secrets, expiresAtMs: endOf(given) };
	}

	async #plugin(user: UserEntry, isRefused: boolean): Promise<ExecCredential | null> {
		const { exec } = user;
		if (exec === null) return null;
		const endsAtMs = endOf(this.#given) ?? Number.POSITIVE_INFINITY;
		if (this.#given !== null && !isRefused && this.#parts.clock.now() < endsAtMs) return this.#given;
		const cluster = exec.provideClusterInfo ? await pluginCluster(this.#chosen) : null;
		this.#given = await runExecPlugin({ exec, userName: this.#chosen.userName, cluster }, this.#parts.processes);
		return this.#given;
	}
}

function endOf(given: ExecCredential | null): number | null {
	return given === null || given.expiresAtMs === null ? null : given.expiresAtMs - EARLY_MS;
}

/** The Authorization header that the kubeconfig itself gives, and what of it is secret; null: none. */
async function authorizationOf(user: UserEntry, userName: string): Promise<{ readonly header: string; readonly secret: string } | null> {
	const token = user.tokenFile === null ? user.token : (await readText(user.tokenFile, `tokenFile of user ${userName}`)).trim();
	if (token === "") throw badKubeconfig(`tokenFile of user ${userName} (${user.tokenFile}) is empty`, "see what writes the token there");
	const { username, password } = user;
	if (token !== null && username !== null) {
		throw badKubeconfig(`user ${userName} has a token and a username`, "leave one of them: only one can be shown");
	}
	if (token !== null) return { header: `Bearer ${token}`, secret: token };
	if (username === null && password === null) return null;
	const pair = Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64");
	return { header: `Basic ${pair}`, secret: password ?? pair };
}
