import type { StepCall } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import type { Step } from "../../core/step.ts";
import type { Docker } from "./client.ts";
import { faultOf } from "./faults.ts";
import { type Payload, type PayloadOf, payloadOf } from "./payload.ts";
import { shortId } from "./reference.ts";
import { createLike, swap } from "./single.ts";
import { composeArgv, effectiveImage, upCommand } from "./tool.ts";
import { writeEdit } from "./writing.ts";

/** How long a container may take to end by itself, in milliseconds; Docker's own 10 s stands unless the container says more. */
const STOP_MS = 120_000;

/** Does what the step says; throws BackoutError, `compose.moved` when somebody else acted since the plan. */
export async function applyStep(docker: Docker, step: Step, call: StepCall): Promise<void> {
	const payload: Payload = payloadOf(step);
	if (call.signal.aborted) throw aborted(step);
	switch (payload.kind) {
		case "pull":
			return await pull(docker, payload, step.timeoutMs);
		case "tag":
			await docker.run(["image", "tag", payload.imageId, payload.reference], payload.reference);
			return;
		case "write":
			await requireImage(docker, payload);
			return await writeEdit(payload.edit, payload.before, payload.after);
		case "up":
			return await up(docker, payload, call, step.timeoutMs);
		case "switch":
			if (payload.stop.length > 0) await docker.run(["stop", ...payload.stop], "the containers that run", { timeoutMs: STOP_MS });
			await docker.run(["start", ...payload.start], "the previous containers", { timeoutMs: STOP_MS });
			return;
		case "create":
			return await createLike(docker, payload);
		case "swap":
			return await swap(docker, payload, STOP_MS);
	}
}

async function pull(docker: Docker, payload: PayloadOf<"pull">, timeoutMs: number): Promise<void> {
	await docker.run(["pull", "--quiet", payload.reference], payload.reference, { timeoutMs });
	await requireImage(docker, payload);
}

async function up(docker: Docker, payload: PayloadOf<"up">, call: StepCall, timeoutMs: number): Promise<void> {
	await requireImage(docker, payload);
	const named = await effectiveImage(call.processes, payload.call, payload.service);
	if (named === null || (await docker.image(named))?.id !== payload.imageId) {
		throw new BackoutError({
			code: "compose.moved",
			message: `${payload.call.files.join(", ")}: the image of ${payload.service} is ${named ?? "not named"} now, not ${payload.reference}`,
			fix: "see who deployed meanwhile, then plan again",
		});
	}
	const argv = composeArgv(payload.call, ...upCommand(payload.call.version, payload.service, payload.replicas, payload.isForced));
	const output = await call.processes.run(argv, { cwd: payload.call.directory, timeoutMs, signal: call.signal });
	if (output.exitCode !== 0) throw faultOf(argv, output, `service ${payload.service}`);
}

/** Asked again right before anything is written or stopped: a tag is mutable, and images are cleaned away. */
async function requireImage(docker: Docker, payload: { readonly reference: string; readonly imageId: string }): Promise<void> {
	const image = await docker.image(payload.reference);
	if (image?.id === payload.imageId) return;
	throw new BackoutError({
		code: image === null ? "compose.image-gone" : "compose.moved",
		message:
			image === null
				? `the image ${payload.reference} is no longer on this host; nothing was stopped`
				: `${payload.reference} names another image now (${shortId(image.id)}, not ${shortId(payload.imageId)}); nothing was stopped`,
		fix:
			image === null
				? `bring it back with \`docker pull ${payload.reference}\` or \`docker load\`, then resume the run`
				: "plan again: the tag was moved meanwhile",
	});
}

function aborted(step: Step): BackoutError {
	return new BackoutError({
		code: "compose.aborted",
		message: `${step.title}: stopped before anything was done`,
		fix: "resume the run to go on",
	});
}
