import type { JsonObject, JsonValue } from "../../../core/json.ts";
import type { ChosenContext } from "./choose.ts";
import { authorityOf } from "./identity.ts";

/** The extension that a plugin is handed as `config` (kubernetes.io/docs/reference/config-api/client-authentication.v1). */
const FOR_PLUGINS = "client.authentication.k8s.io/exec";

/** What a plugin is told of the cluster when `provideClusterInfo` is set. */
export async function pluginCluster({ cluster, clusterName }: ChosenContext): Promise<JsonObject> {
	const authority = await authorityOf(cluster, clusterName);
	const config = cluster.extensions.find(({ name }) => name === FOR_PLUGINS)?.extension;
	const told = {
		server: cluster.server ?? "",
		"tls-server-name": cluster["tls-server-name"],
		"insecure-skip-tls-verify": cluster["insecure-skip-tls-verify"] || null,
		"certificate-authority-data": authority === null ? null : Buffer.from(authority).toString("base64"),
		"proxy-url": cluster["proxy-url"],
		config: plain(config),
	};
	return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
}

/** YAML knows values that JSON does not, dates for example. */
function plain(value: unknown): JsonValue {
	const text: string | undefined = JSON.stringify(value);
	const read: JsonValue = text === undefined ? null : JSON.parse(text);
	return read;
}
