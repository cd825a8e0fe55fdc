import { openChart } from "../../helm.fixture.ts";
import { returnTo, type Scenario } from "../scenario.ts";

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: checkout }
spec: { selector: { app: checkout }, ports: [{ port: 80 }] }
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { tag: "{{ .Values.tag }}" }
`;
/** With the label by which charts' pods are found. */
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: checkout }
spec:
  replicas: 1
  selector: { matchLabels: { app: checkout } }
  template:
    metadata: { labels: { app: checkout, app.kubernetes.io/instance: "{{ .Release.Name }}" } }
    spec: { containers: [{ name: checkout, image: "IMAGE" }] }
`;

/** Returning a release of a chart with a Deployment, a Service and a ConfigMap, and forward again. */
export const helmRelease: Scenario = {
	title: "a Helm release",
	form: "helm",
	own: "helm",
	slower: ["watch pods"],
	under: ["read", "helm", "helm-chart"],
	async prepare(world) {
		const { upgrade } = await openChart(world, {
			"templates/deployment.yaml": DEPLOYMENT.replace("IMAGE", world.image("checkout", "TAG").replace("TAG", "{{ .Values.tag }}")),
			"templates/service.yaml": SERVICE,
			"templates/settings.yaml": SETTINGS,
		});
		await upgrade("v1", "--wait");
		await upgrade("v2", "--wait");
		const image = async () =>
			await world.kubectl("get", "deployment", "checkout", "-o", "jsonpath={.spec.template.spec.containers[0].image}");
		const tag = (name: string) => world.image("checkout", name).replace(/^.*:/, "");
		return {
			config: { helm: "checkout" },
			hasWayBack: true,
			goal: async (target) => await returnTo(target, (await image()).endsWith(`:${tag("v1")}`) ? tag("v2") : tag("v1")),
			live: image,
			async reset() {
				await upgrade("v2", "--wait");
			},
		};
	},
};
