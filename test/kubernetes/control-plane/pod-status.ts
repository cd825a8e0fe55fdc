import { MARKS } from "./marks.ts";

/** Go templates of a pod's status as a kubelet writes it (kubernetes v1.33: pkg/kubelet/status, pkg/kubelet/kuberuntime). */

/** `$now`; `$broken`: the container that the pod's behaviour is about. */
const PREFACE = `
{{ $now := Now }}
{{ $pod := . }}
{{ $marks := or .metadata.annotations dict }}
{{ $broken := or (index $marks "${MARKS.container}") (index .spec.containers 0).name }}
`;

/** The conditions of a pod whose containers are ready or not; the scheduler's own one is kept. */
export function conditions(isReady: boolean, areUnready: "all" | "broken" = "broken"): string {
	const names =
		areUnready === "all" ? "{{ range $i, $c := .spec.containers }}{{ if $i }} {{ end }}{{ $c.name }}{{ end }}" : "{{ $broken }}";
	const unready = ["  status: 'False'", "  reason: ContainersNotReady", `  message: 'containers with unready status: [${names}]'`].join(
		"\n",
	);
	const ready = ["  status: 'True'", "  reason: null", "  message: null"].join("\n");
	const one = (type: string, text: string) => `- type: ${type}\n  lastProbeTime: null\n  lastTransitionTime: {{ $now | Quote }}\n${text}`;
	const state = isReady ? ready : unready;
	const lines = [one("PodReadyToStartContainers", ready), one("Initialized", ready), one("Ready", state), one("ContainersReady", state)];
	return `conditions:\n${lines.join("\n")}\n`;
}

/** What a container is doing, in a template in which `$c` is its spec, `$was` its status until now and `$count` how often it was restarted. */
export interface Doing {
	readonly isReady: boolean;
	readonly isStarted: boolean;
	/** Of `state:`, in one line. */
	readonly state: string;
	/** Of `lastState:`, in one line; `{}` when it never ended. */
	readonly lastState: string;
	/** A template that yields a number. */
	readonly restarts: string;
}

export const RUNNING = '{"running": {"startedAt": {{ $now | Quote }}}}';
export const SAME_LAST_STATE = "{{ toJson (or $was.lastState dict) }}";
export const SAME_RESTARTS = "{{ $count }}";

/** A container that came up. */
export const UP: Doing = { isReady: true, isStarted: true, state: RUNNING, lastState: SAME_LAST_STATE, restarts: SAME_RESTARTS };

/** A container that waits; the message is a template or null. */
export function waiting(reason: string, message: string | null): Doing {
	const text = message === null ? "" : `, "message": {{ ${message} | Quote }}`;
	return {
		isReady: false,
		isStarted: false,
		state: `{"waiting": {"reason": "${reason}"${text}}}`,
		lastState: SAME_LAST_STATE,
		restarts: SAME_RESTARTS,
	};
}

/** The statuses of all containers: the broken one does this, the others that. */
function containerStatuses(broken: Doing, others: Doing): string {
	return `
containerStatuses:
{{ range $c := .spec.containers }}
{{ $was := dict }}
{{ range $pod.status.containerStatuses }}{{ if eq .name $c.name }}{{ $was = . }}{{ end }}{{ end }}
{{ $count := int (or $was.restartCount 0) }}
- name: {{ $c.name | Quote }}
  image: {{ $c.image | Quote }}
{{ if eq $c.name $broken }}${doing(broken)}{{ else }}${doing(others)}{{ end }}
{{ end }}
`;
}

function doing({ isReady, isStarted, state, lastState, restarts }: Doing): string {
	const hasRun = !state.startsWith('{"waiting"');
	const image = '{{ printf "%s@sha256:%s" (regexReplaceAll ":[^:/@]+$" $c.image "") (sha256sum $c.image) | Quote }}';
	const container = `{{ printf "containerd://%s" (sha256sum (printf "%s/%s/%d" $pod.metadata.uid $c.name $count)) | Quote }}`;
	const before = (text: string) => `{{ if $was.containerID }}${text}{{ else }}""{{ end }}`;
	const lines = [
		`  imageID: ${hasRun ? image : before(image)}`,
		`  containerID: ${hasRun ? container : before("{{ $was.containerID | Quote }}")}`,
		`  ready: ${isReady}`,
		`  started: ${isStarted}`,
		`  restartCount: ${restarts}`,
		`  state: ${state}`,
		`  lastState: ${lastState}`,
	];
	return `\n${lines.join("\n")}\n`;
}

/** Init containers have done their work by the time anything else runs; sidecars among them go on. */
const INIT_STATUSES = `
{{ if .spec.initContainers }}
initContainerStatuses:
{{ range $c := .spec.initContainers }}
- name: {{ $c.name | Quote }}
  image: {{ $c.image | Quote }}
  imageID: {{ $c.image | Quote }}
  ready: true
  restartCount: 0
  {{ if eq (or $c.restartPolicy "") "Always" }}
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
  {{ else }}
  started: false
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}
  {{ end }}
{{ end }}
{{ end }}
`;

const ADDRESSES = `
{{ $node := NodeIPWith .spec.nodeName }}
hostIP: {{ $node | Quote }}
hostIPs: [{ip: {{ $node | Quote }}}]
{{ $own := PodIPWith .spec.nodeName (or .spec.hostNetwork false) (or .metadata.uid "") (or .metadata.name "") (or .metadata.namespace "") }}
podIP: {{ $own | Quote }}
podIPs: [{ip: {{ $own | Quote }}}]
`;

/** The status of a pod just seen by its kubelet. */
export function created(): string {
	const creating = waiting("ContainerCreating", null);
	return `${PREFACE}phase: Pending
startTime: {{ $now | Quote }}
${conditions(false, "all")}${containerStatuses(creating, creating)}`;
}

/** The status of a pod whose containers have come up; the broken one may do something else. */
export function cameUp(broken: Doing): string {
	return `${PREFACE}phase: Running\n${conditions(broken.isReady)}${containerStatuses(broken, UP)}${INIT_STATUSES}${ADDRESSES}`;
}

/** The status of a pod of which only the broken container does something new. */
export function onlyBroken(broken: Doing): string {
	const same: Doing = { ...UP, state: "{{ toJson (or $was.state dict) }}" };
	return `${PREFACE}${containerStatuses(broken, same)}`;
}

/** The status of a pod that cannot even start the broken container. */
export function notStarted(broken: Doing): string {
	return `${PREFACE}phase: Pending\n${conditions(false)}${containerStatuses(broken, UP)}${ADDRESSES}`;
}

/** The status of a job's pod that has done its work. */
export function completed(): string {
	const ended = '{"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": {{ $now | Quote }}, "finishedAt": {{ $now | Quote }}}}';
	const done: Doing = { ...UP, isReady: false, isStarted: false, state: ended };
	return `${PREFACE}phase: Succeeded\n${conditions(false, "all")}${containerStatuses(done, done)}`;
}
