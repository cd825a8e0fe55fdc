import type { JsonObject } from "../../../src/core/json.ts";
import { MARKS } from "./marks.ts";
import { cameUp, completed, created, type Doing, notStarted, onlyBroken, RUNNING, SAME_LAST_STATE, UP, waiting } from "./pod-status.ts";
import { behaving, behavingWell, type Condition, stageOf } from "./stage.ts";

/** Where the lines are that `kubectl logs` prints; absolute paths. */
export interface LogFiles {
	readonly well: string;
	readonly crash: string;
}

const READY_AFTER_MS = 100;
const RETRY_AFTER_MS = 1_000;
/** A crash follows the start, and the next thing the crash, as soon as somebody watching can have seen it. */
const MOMENT_MS = 100;

const CRASH_MESSAGE = `printf "back-off %s restarting failed container=%s pod=%s_%s(%s)" (index (list "10s" "20s" "40s" "1m20s" "2m40s" "5m0s") (min 5 (max 0 (sub $count 1)))) $c.name $pod.metadata.name $pod.metadata.namespace $pod.metadata.uid`;
const PULL_FAILED = `rpc error: code = NotFound desc = failed to pull and unpack image \\"%s\\": failed to resolve reference \\"%s\\": %s: not found`;
const PULL_MESSAGE = `printf "${PULL_FAILED}" $c.image $c.image $c.image`;
const PULL_BACK_OFF_MESSAGE = `printf "Back-off pulling image \\"%s\\": ErrImagePull: ${PULL_FAILED}" $c.image $c.image $c.image $c.image`;

const EXIT = `{"terminated": {"exitCode": 1, "reason": "Error", "startedAt": {{ (or (dig "state" "running" "startedAt" "" $was) $now) | Quote }}, "finishedAt": {{ $now | Quote }}, "containerID": {{ (or $was.containerID "") | Quote }}}}`;

const running: Doing = { isReady: false, isStarted: true, state: RUNNING, lastState: SAME_LAST_STATE, restarts: "{{ $count }}" };
const crashed: Doing = { ...running, isStarted: false, state: EXIT };
const startedAgain: Doing = {
	...running,
	lastState: '{{ if (dig "state" "terminated" "" $was) }}{{ toJson $was.state }}{{ else }}{{ toJson (or $was.lastState dict) }}{{ end }}',
	restarts: "{{ add $count 1 }}",
};
const backingOff: Doing = { ...waiting("CrashLoopBackOff", CRASH_MESSAGE), lastState: "{{ toJson (or $was.state dict) }}" };

/** The one container that is not ready, in this state. */
const broken = (path: string): string => `.status.containerStatuses.[] | select( .ready == false ) | ${path}`;
const waitsFor = (...reasons: readonly string[]): Condition => ({ jq: broken(".state.waiting.reason"), oneOf: reasons });
const isPending: Condition = { jq: ".status.phase", oneOf: ["Pending"] };
const hasStarted: Condition = { jq: ".status.startTime", exists: true };
const isJobs: Condition = { jq: ".metadata.ownerReferences.[].kind", oneOf: ["Job"] };

/** How pods live: created, then well, or as their annotation says. */
export function podStages(logs: LogFiles): readonly JsonObject[] {
	return [...lives(), ...crashes(logs), ...pullFailures()];
}

function lives(): readonly JsonObject[] {
	const isReady = { jq: '.status.conditions.[] | select( .type == "Ready" ) | .status', oneOf: ["True"] };
	const soon = { kind: "Pod", afterMs: READY_AFTER_MS, afterMark: MARKS.readyAfter } as const;
	const deleted: Condition = { jq: ".metadata.deletionTimestamp", exists: true };
	const unseen: Condition = { jq: ".status.startTime", exists: false };
	const living: Condition = { jq: ".metadata.deletionTimestamp", exists: false };
	return [
		stageOf({ name: "pod-created", kind: "Pod", when: [living, unseen], status: created() }),
		stageOf({ name: "pod-ready", ...soon, when: [...behavingWell, hasStarted, isPending], status: cameUp(UP) }),
		stageOf({ name: "pod-never-ready", ...soon, when: [...behaving("never-ready"), hasStarted, isPending], status: cameUp(running) }),
		stageOf({ name: "pod-completed", kind: "Pod", when: [living, isReady, isJobs], status: completed() }),
		stageOf({ name: "pod-deleted", kind: "Pod", when: [deleted], afterMark: MARKS.stopsAfter, isGone: true }),
	];
}

/** The first restart comes at once, then a kubelet backs off. */
function crashes(logs: LogFiles): readonly JsonObject[] {
	const when = behaving("crash");
	const restarted = (times: Pick<Extract<Condition, { oneOf: unknown }>, "oneOf"> | { readonly noneOf: readonly string[] }): Condition => ({
		jq: broken(".restartCount | tostring"),
		...times,
	});
	const ended: Condition = { jq: broken(".state.terminated.reason"), exists: true };
	const runs: Condition = { jq: broken(".state.running.startedAt"), exists: true };
	const event = { type: "Warning", reason: "BackOff", message: "Back-off restarting failed container" } as const;
	const stage = { kind: "Pod", afterMs: MOMENT_MS } as const;
	return [
		stageOf({ ...stage, name: "pod-crash-starts", when: [...when, hasStarted, isPending], status: cameUp(running), apply: logsOf(logs) }),
		stageOf({ ...stage, name: "pod-crashes", when: [...when, runs], status: onlyBroken(crashed) }),
		stageOf({
			...stage,
			name: "pod-restarts-at-once",
			when: [...when, ended, restarted({ oneOf: ["0"] })],
			status: onlyBroken(startedAgain),
		}),
		stageOf({
			...stage,
			name: "pod-backs-off",
			when: [...when, ended, restarted({ noneOf: ["0"] })],
			status: onlyBroken(backingOff),
			event,
		}),
		stageOf({
			name: "pod-restarts",
			kind: "Pod",
			when: [...when, waitsFor("CrashLoopBackOff")],
			afterMs: RETRY_AFTER_MS,
			afterMark: MARKS.retryAfter,
			status: onlyBroken(startedAgain),
		}),
	];
}

function pullFailures(): readonly JsonObject[] {
	const when = behaving("image-gone");
	const event = { type: "Warning", reason: "Failed", message: "Error: ErrImagePull" } as const;
	const failed = waiting("ErrImagePull", PULL_MESSAGE);
	const backOff = waiting("ImagePullBackOff", PULL_BACK_OFF_MESSAGE);
	const later = { afterMs: RETRY_AFTER_MS, afterMark: MARKS.retryAfter };
	const stage = { kind: "Pod" } as const;
	return [
		stageOf({
			...stage,
			name: "pod-pull-fails",
			when: [...when, waitsFor("ContainerCreating")],
			afterMs: MOMENT_MS,
			status: notStarted(failed),
			event,
			apply: noLogs(),
		}),
		stageOf({
			...stage,
			name: "pod-pull-backs-off",
			when: [...when, waitsFor("ErrImagePull")],
			afterMs: MOMENT_MS,
			status: onlyBroken(backOff),
		}),
		stageOf({
			...stage,
			name: "pod-pulls-again",
			when: [...when, waitsFor("ImagePullBackOff")],
			...later,
			status: onlyBroken(failed),
			event,
		}),
	];
}

/** What comes with a pod and goes with it: its name for KWOK's logs. */
const LOGS_OF_POD = `
{{ $marks := or .metadata.annotations dict }}
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Logs
metadata:
  name: {{ .metadata.name | Quote }}
  ownerReferences:
  - {apiVersion: v1, kind: Pod, name: {{ .metadata.name | Quote }}, uid: {{ .metadata.uid | Quote }}}
`;

/** A container that never ran has no log: the API answers 400, as a kubelet's "is waiting to start" does. */
function noLogs(): string {
	return `${LOGS_OF_POD}
spec:
  logs:
  - {containers: ["-"], logsFile: ""}
`;
}

/** The crashing container's own lines; the others have those of a container that is well. */
function logsOf({ well, crash }: LogFiles): string {
	return `${LOGS_OF_POD}
spec:
  logs:
  - containers: [{{ (or (index $marks "${MARKS.container}") (index .spec.containers 0).name) | Quote }}]
    logsFile: ${JSON.stringify(crash)}
    previousLogsFile: ${JSON.stringify(crash)}
  - logsFile: ${JSON.stringify(well)}
`;
}
