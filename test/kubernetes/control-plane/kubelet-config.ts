import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../../src/core/json.ts";
import { type LogFiles, podStages } from "./pod-stages.ts";
import { stageOf } from "./stage.ts";

const NODE_STATUS = `
{{ $now := Now }}
phase: Running
conditions:
{{ range NodeConditions }}
- {type: {{ .type | Quote }}, status: {{ .status | Quote }}, reason: {{ .reason | Quote }}, message: {{ .message | Quote }}, lastHeartbeatTime: {{ $now | Quote }}, lastTransitionTime: {{ $now | Quote }}}
{{ end }}
addresses:
- {type: InternalIP, address: {{ NodeIP | Quote }}}
- {type: Hostname, address: {{ .metadata.name | Quote }}}
daemonEndpoints: {kubeletEndpoint: {Port: {{ NodePort }}}}
capacity: {cpu: 1k, memory: 1Ti, pods: 100k}
allocatable: {cpu: 1k, memory: 1Ti, pods: 100k}
nodeInfo:
  architecture: amd64
  operatingSystem: linux
  kubeletVersion: {{ printf "kwok-%s" Version }}
  containerRuntimeVersion: ""
  kernelVersion: ""
  kubeProxyVersion: ""
  bootID: ""
  machineID: ""
  osImage: ""
  systemUUID: ""
`;

const nodeReady = stageOf({
	name: "node-ready",
	kind: "Node",
	when: [{ jq: '.status.conditions.[] | select( .type == "Ready" ) | .status', noneOf: ["True"] }],
	status: NODE_STATUS,
});

/** Lines of a container that is well, and of one that cannot start; the last line says why. */
const LINES = {
	well: ["starting", "listening on :8080", "GET /health 200"],
	crash: ["starting", "Error: Cannot find module './pricing'", "    at Object.<anonymous> (/app/server.js:3:17)", "exit 1"],
} as const;

/** Writes what KWOK reads: how nodes and pods live, and the log files that `kubectl logs` prints. */
export function writeKubeletConfig(directory: string): void {
	const logs = writeLogs(join(directory, "logs"));
	const everyPod: JsonObject = {
		apiVersion: "kwok.x-k8s.io/v1alpha1",
		kind: "ClusterLogs",
		metadata: { name: "well" },
		spec: { logs: [{ logsFile: logs.well, previousLogsFile: logs.well }] },
	};
	const documents = [nodeReady, ...podStages(logs), everyPod];
	writeFileSync(join(directory, "kwok.yaml"), documents.map((document) => `---\n${JSON.stringify(document)}\n`).join(""));
}

/** In the container runtime interface's own form: time, stream, F for a full line (kubernetes/design-proposals-archive, kubelet-cri-logging). */
function writeLogs(directory: string): LogFiles {
	mkdirSync(directory);
	const files = { well: join(directory, "well.log"), crash: join(directory, "crash.log") };
	const time = new Date().toISOString().replace("Z", "000000Z");
	for (const key of ["well", "crash"] as const) {
		writeFileSync(files[key], LINES[key].map((line) => `${time} ${key === "crash" ? "stderr" : "stdout"} F ${line}\n`).join(""));
	}
	return files;
}
