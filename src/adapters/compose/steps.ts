import { basename, dirname } from "node:path";
import { handCommand } from "../../core/command.ts";
import type { StepDraft } from "../../core/step.ts";
import type { Container } from "./container.ts";
import type { ImageSource } from "./images.ts";
import type { PayloadOf } from "./payload.ts";
import type { Edit } from "./placement.ts";
import { shortId } from "./reference.ts";
import { composeArgv, upCommand } from "./tool.ts";
import { edited, textHash } from "./writing.ts";

const PULL_MS = 10 * 60_000;
const UP_MS = 5 * 60_000;
const QUICK_MS = 30_000;

/** Fetches the image by what its registry calls it; nothing that runs is touched. */
function pullStep(docker: readonly string[], payload: Omit<PayloadOf<"pull">, "kind">): StepDraft {
	return {
		name: "pull",
		title: `Pull ${payload.reference}`,
		risk: "safe",
		repeat: "idempotent",
		command: handCommand([...docker, "pull", payload.reference]),
		payload: { kind: "pull", ...payload },
		undo: null,
		timeoutMs: PULL_MS,
	};
}

/** Names an image that lost its tag when a newer one took it, so that a Compose file can speak of it. */
function tagStep(docker: readonly string[], payload: Omit<PayloadOf<"tag">, "kind">): StepDraft {
	return {
		name: "tag",
		title: `Name image ${shortId(payload.imageId)} ${payload.reference}`,
		risk: "safe",
		repeat: "idempotent",
		command: handCommand([...docker, "image", "tag", payload.imageId, payload.reference]),
		payload: { kind: "tag", ...payload },
		undo: null,
		timeoutMs: QUICK_MS,
	};
}

/** What must be done before the image can be used; nothing when it is here under its name. */
export function preparingSteps(
	docker: readonly string[],
	source: Exclude<ImageSource, { kind: "refused" }>,
	imageId: string,
): readonly StepDraft[] {
	if (source.kind === "pull") return [pullStep(docker, { reference: source.reference, imageId })];
	return source.kind === "tag" ? [tagStep(docker, { reference: source.reference, imageId })] : [];
}

/** Writes the image's name where the next `up` reads it; `text` is what the file holds while planning. */
export function writeStep(edit: Edit, text: string, target: { readonly reference: string; readonly imageId: string }): StepDraft {
	const after = edited(text, edit);
	return {
		name: "write",
		title: `Write ${target.reference} into ${basename(edit.file)}`,
		risk: "safe",
		repeat: "conditional",
		command: writeByHand(edit, text, after),
		payload: { kind: "write", edit: { ...edit }, before: textHash(text), after: textHash(after), ...target },
		undo: null,
		timeoutMs: QUICK_MS,
	};
}

/** One changed line is a `sed` of that line; a new file is a `printf`; anything else is said in words, as the file's text may hold secrets. */
function writeByHand(edit: Edit, before: string, after: string): string {
	const [old, next] = [before.split("\n"), after.split("\n")];
	const changed = next.flatMap((line, index) => (line === old[index] ? [] : [{ line, number: index + 1 }]));
	const [only] = changed;
	if (before !== "" && old.length === next.length && changed.length === 1 && only) {
		// The backslash after `c` keeps the line's leading spaces (GNU sed, "Commands").
		return handCommand(["sed", "-i", `${only.number}c\\${only.line}`, edit.file]);
	}
	if (before === "") return `${handCommand(["printf", "%s", after])} > ${handCommand([edit.file])}`;
	return `# in ${edit.file}, under services, ${edit.kind === "variable" ? edit.variable : edit.service}: image: ${edit.kind === "variable" ? edit.value : edit.reference}`;
}

/** Recreates the service's containers from the image that the file names now. */
export function upStep(payload: Omit<PayloadOf<"up">, "kind">): StepDraft {
	const command = upCommand(payload.call.version, payload.service, payload.replicas, payload.isForced);
	const count = payload.replicas === 1 ? "" : `, ${payload.replicas} containers`;
	return {
		name: "up",
		title: `${payload.isForced ? "Recreate" : "Bring up"} ${payload.service} from ${payload.reference}${count}`,
		risk: "safe",
		repeat: "idempotent",
		command: `cd ${handCommand([payload.call.directory])} && ${handCommand(composeArgv(payload.call, ...command))}`,
		payload: { kind: "up", ...payload },
		undo: null,
		timeoutMs: UP_MS,
	};
}

/** Stops what runs and starts the previous containers, which are still there. */
export function switchStep(
	docker: readonly string[],
	parts: { readonly imageId: string; readonly stop: readonly Container[]; readonly start: readonly Container[] },
): StepDraft {
	const names = (containers: readonly Container[]) => containers.map((container) => container.name);
	const stop = parts.stop.length > 0 ? `${handCommand([...docker, "stop", ...names(parts.stop)])} && ` : "";
	return {
		name: "switch",
		title: `Start ${names(parts.start).join(", ")} again${parts.stop.length > 0 ? ` and stop ${names(parts.stop).join(", ")}` : ""}`,
		risk: "safe",
		repeat: "idempotent",
		command: `${stop}${handCommand([...docker, "start", ...names(parts.start)])}`,
		payload: {
			kind: "switch",
			imageId: parts.imageId,
			stop: parts.stop.map((container) => container.id),
			start: parts.start.map((container) => container.id),
			stopped: stoppedNow(parts.start),
		},
		undo: null,
		timeoutMs: UP_MS,
	};
}

/** The stopped ones among the containers, with when they last ran. */
export function stoppedNow(containers: readonly Container[]): PayloadOf<"up">["stopped"] {
	return containers
		.filter((container) => container.status === "exited" || container.status === "dead")
		.map(({ id, startedAt }) => ({ id, startedAt }));
}

/** Makes a container like the one that runs, from the other image; it is not started and nothing stops. */
export function createStep(docker: readonly string[], payload: Omit<PayloadOf<"create">, "kind">): StepDraft {
	return {
		name: "create",
		title: `Create ${payload.next} from ${payload.reference} with the options of ${payload.name}`,
		risk: "safe",
		repeat: "conditional",
		command: `${handCommand([...docker, "create", "--name", payload.next])} … ${handCommand([payload.reference])}   # with every option of: ${handCommand([...docker, "inspect", payload.name])}`,
		payload: { kind: "create", ...payload },
		undo: null,
		timeoutMs: QUICK_MS,
	};
}

/** Stops the container that runs, keeps it under another name, and starts the other one under its name. */
export function swapStep(docker: readonly string[], payload: Omit<PayloadOf<"swap">, "kind">): StepDraft {
	const setAside = payload.isRemovedOnStop
		? []
		: [
				[...docker, "rename", payload.name, payload.kept],
				[...docker, "update", "--restart=no", payload.kept],
			];
	const commands = [
		...(payload.isRemovedOnStop ? [[...docker, "stop", payload.name]] : []),
		...setAside,
		...(payload.isRemovedOnStop ? [] : [[...docker, "stop", payload.kept]]),
		[...docker, "rename", payload.next, payload.name],
		[...docker, "start", payload.name],
	];
	return {
		name: "swap",
		title: `Swap ${payload.name}: start ${payload.next} in its place${payload.isRemovedOnStop ? "" : `, keep the old one stopped as ${payload.kept}`}`,
		risk: "safe",
		repeat: "conditional",
		command: commands.map(handCommand).join(" && "),
		payload: { kind: "swap", ...payload },
		undo: null,
		timeoutMs: UP_MS,
	};
}

/** What a service's return leaves as it is. */
export function unchangedByService(service: string, files: readonly string[]): readonly string[] {
	return [
		`everything else in ${files.map((file) => basename(file)).join(", ")} (environment, ports, volumes): ${service} comes back with today's settings`,
		"volumes and the data in them",
		`the other services of the project in ${dirname(files[0] ?? "")}`,
	];
}
