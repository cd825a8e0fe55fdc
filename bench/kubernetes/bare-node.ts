import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";

/**
 * What a rollback costs in Node at the very least: no config, no plan, no checks, no journal, no evidence; only the three calls that `kubectl rollout undo` makes
 * of the workload itself. Arguments: the kubeconfig (JSON, certificates inside), the namespace, the Deployment.
 */
const [kubeconfig = "", namespace = "", name = ""] = process.argv.slice(2);
const { clusters, users } = JSON.parse(readFileSync(kubeconfig, "utf8"));
const [{ cluster }] = clusters;
const [{ user }] = users;
const agent = new Agent({
	keepAlive: true,
	ca: decoded(cluster["certificate-authority-data"]),
	cert: decoded(user["client-certificate-data"]),
	key: decoded(user["client-key-data"]),
});
const apps = `${cluster.server}/apis/apps/v1/namespaces/${namespace}`;
const live = JSON.parse(await ask("GET", `${apps}/deployments/${name}`));
const { items } = JSON.parse(await ask("GET", `${apps}/replicasets?labelSelector=${encodeURIComponent(`app=${name}`)}`));
const image = live.spec.template.spec.containers[0].image;
const { template } = items.find((set: typeof live) => set.spec.template.spec.containers[0].image !== image).spec;
delete template.metadata.labels["pod-template-hash"];
await ask("PATCH", `${apps}/deployments/${name}`, JSON.stringify([{ op: "replace", path: "/spec/template", value: template }]));
process.exit(0);

function decoded(base64: string): string {
	return Buffer.from(base64, "base64").toString();
}

function ask(method: string, url: string, body?: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const headers = { "user-agent": "bare-node", "content-type": "application/json-patch+json" };
		const asked = request(url, { agent, method, headers }, (answer) => {
			let text = "";
			answer.setEncoding("utf8").on("data", (chunk: string) => {
				text += chunk;
			});
			answer.once("end", () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(`${answer.statusCode}: ${text}`))));
		});
		asked.once("error", reject);
		asked.end(body);
	});
}
