import type { StepCall } from "../../core/adapter.ts";
import type { Step, StepState } from "../../core/step.ts";
import type { Docker } from "./client.ts";
import type { Container } from "./container.ts";
import { type PayloadOf, payloadOf } from "./payload.ts";
import { shortId } from "./reference.ts";
import { unlikeLive } from "./single.ts";
import { type Wanted, watch } from "./watching.ts";
import { readText, textHash } from "./writing.ts";

const LAST_LINES = 5;

/** What files, images and containers show of the step now; `service` lists the service's containers. */
export async function observeStep(
	docker: Docker,
	step: Step,
	call: StepCall,
	service: () => Promise<readonly Container[]>,
): Promise<StepState> {
	const payload = payloadOf(step);
	call.progress(step.title);
	if (payload.kind === "pull" || payload.kind === "tag") return await observeImage(docker, payload);
	if (payload.kind === "write") return await observeWrite(payload);
	if (payload.kind === "create") return await observeCreate(docker, payload);
	if (payload.kind === "swap") return await observeSwap(docker, payload);
	const containers = await service();
	if (payload.kind === "up") return await observeContainers(docker, containers, payload, payload.stopped);
	const stopped = containers.filter((container) => payload.stop.includes(container.id) || payload.start.includes(container.id));
	return await observeContainers(
		docker,
		stopped,
		{ imageId: payload.imageId, replicas: payload.start.length, replacing: payload.stop },
		payload.stopped,
	);
}

async function observeImage(docker: Docker, payload: PayloadOf<"pull"> | PayloadOf<"tag">): Promise<StepState> {
	const image = await docker.image(payload.reference);
	if (image?.id === payload.imageId) return { state: "landed", detail: `${payload.reference} is on this host` };
	if (image === null) return { state: "untouched", detail: `${payload.reference} is not on this host` };
	return {
		state: "broken",
		detail: `${payload.reference} names another image here: ${shortId(image.id)}, not ${shortId(payload.imageId)}`,
	};
}

async function observeWrite(payload: PayloadOf<"write">): Promise<StepState> {
	const hash = textHash(await readText(payload.edit.file));
	if (hash === payload.after) return { state: "landed", detail: `${payload.edit.file} names ${payload.reference}` };
	if (hash === payload.before) return { state: "untouched", detail: `${payload.edit.file} is as it was` };
	return {
		state: "broken",
		detail: `${payload.edit.file} was changed by somebody else since the plan was made: see who deployed, then plan again`,
	};
}

async function observeCreate(docker: Docker, payload: PayloadOf<"create">): Promise<StepState> {
	const next = await docker.container(payload.next);
	const from = await docker.container(payload.from);
	if (next?.imageId === payload.imageId && from !== null) {
		const unlike = await unlikeLive(docker, payload);
		if (unlike.length === 0) return { state: "landed", detail: `${payload.next} is created` };
		return { state: "untouched", detail: `${payload.next} is not complete yet (${unlike.join(", ")})` };
	}
	if (next !== null) return { state: "broken", detail: `${payload.next} exists already and is not of this run: remove or rename it` };
	const live = await docker.container(payload.name);
	if (live !== null && live.id !== payload.from && live.imageId === payload.imageId) {
		return { state: "landed", detail: `${payload.name} is made from ${payload.reference} already` };
	}
	return { state: "untouched", detail: `${payload.next} does not exist` };
}

async function observeSwap(docker: Docker, payload: PayloadOf<"swap">): Promise<StepState> {
	const [live, from] = await Promise.all([docker.container(payload.name), docker.container(payload.from)]);
	if (live === null || live.id === payload.from) return { state: "untouched", detail: `${payload.name} is not swapped yet` };
	if (live.imageId !== payload.imageId) {
		return { state: "broken", detail: `${payload.name} is another container now (${live.imageName}): somebody else acted` };
	}
	const both = [live, ...(from === null ? [] : [from])];
	return await observeContainers(docker, both, { imageId: payload.imageId, replicas: 1, replacing: [payload.from] }, payload.stopped);
}

/** Containers that were stopped when the plan was made count only once they were started again. */
async function observeContainers(
	docker: Docker,
	containers: readonly Container[],
	wanted: Wanted,
	stopped: PayloadOf<"up">["stopped"],
): Promise<StepState> {
	const isAsItWas = (container: Container) => stopped.some(({ id, startedAt }) => id === container.id && startedAt === container.startedAt);
	const { state, detail, failed } = watch(
		containers.filter((container) => !isAsItWas(container)),
		wanted,
		await docker.now(),
	);
	if (failed === null) return { state, detail };
	const said = await docker.lastLines(failed.id, LAST_LINES);
	return { state, detail: said === "" ? `${detail}; it wrote nothing` : `${detail}; its last lines:\n${said}` };
}
