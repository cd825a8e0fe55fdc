import type { AdapterContext, Finding, Goal, Proposal, VersionedTarget } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import { unsupportedGoal } from "../../core/unsupported.ts";
import { applyStep } from "./apply.ts";
import { createDocker, type Docker } from "./client.ts";
import { type ContainerConfig, safeName } from "./config.ts";
import { type Container, isUp } from "./container.ts";
import { evidenceOf } from "./evidence.ts";
import { daemonFinding, finding } from "./finding.ts";
import { historyOf, type ImageSource, imageFor } from "./images.ts";
import { observeStep } from "./observe.ts";
import { parseReference, shortId } from "./reference.ts";
import { createStep, preparingSteps, stoppedNow, swapStep } from "./steps.ts";

/** The target for one container that was started with `docker run`. */
export function containerTarget(config: ContainerConfig, context: AdapterContext): VersionedTarget {
	const name = safeName(config.container, "container");
	const host = config.host ?? null;
	const docker = createDocker(context.processes, host);
	return {
		kind: "versioned",
		async current() {
			const live = await requireLive(docker, name);
			const [release] = await historyOf(docker, [live], repositoryOf(live), [live]);
			if (release) return release;
			throw new BackoutError({
				code: "compose.image-unknown",
				message: `the image of ${name} cannot be told`,
				fix: `see \`docker inspect ${name}\``,
			});
		},
		async history(limit) {
			const live = await requireLive(docker, name);
			const containers = [live, ...(await keptOnes(docker, name))];
			return (await historyOf(docker, containers, repositoryOf(live), containers, true)).slice(0, limit);
		},
		propose: (goal) => propose(config, docker, goal),
		observe: (step, call) => observeStep(createDocker(context.processes, host, call.signal), step, call, async () => []),
		apply: (step, call) => applyStep(createDocker(call.processes, host, call.signal), step, call),
		check: (deadline) => check(createDocker(context.processes, host, deadline), name),
		async evidence(sinceMs, deadline) {
			const reader = createDocker(context.processes, host, deadline);
			return await evidenceOf(reader, [await requireLive(reader, name)], sinceMs);
		},
	};
}

async function propose(config: ContainerConfig, docker: Docker, goal: Goal): Promise<Proposal> {
	const name = config.container;
	if (goal.kind !== "return") return unsupportedGoal(goal, "a container");
	const live = await requireLive(docker, name);
	const project = live.labels["com.docker.compose.project"];
	if (project !== undefined) {
		const service = live.labels["com.docker.compose.service"] ?? "its service";
		return {
			kind: "refused",
			rule: "belongs-to-compose",
			reason: `${name} belongs to ${service} of the Compose project ${project}: the next \`up\` would undo what is done to it alone`,
			fix: `configure the target as compose: { file: …, service: ${service} }`,
		};
	}
	const source = await imageFor(docker, goal.to, repositoryOf(live));
	if (source.kind === "refused") return source;
	if (live.imageId === goal.to.id && isUp(live) && !goal.force)
		return { kind: "nothing", reason: `${name} runs ${source.reference} already` };
	const kept = config.keep === false || goal.force ? undefined : (await keptOnes(docker, name)).find((one) => one.imageId === goal.to.id);
	return await stepsFor(docker, { live, source, imageId: goal.to.id, kept: kept ?? null });
}

async function stepsFor(
	docker: Docker,
	parts: {
		readonly live: Container;
		readonly source: Exclude<ImageSource, { kind: "refused" }>;
		readonly imageId: string;
		readonly kept: Container | null;
	},
): Promise<Proposal> {
	const { live, source, imageId, kept } = parts;
	const { name } = live;
	const next = kept?.name ?? `${name}-backout-next`;
	const create = createStep(docker.argv, { from: live.id, name, next, reference: source.reference, imageId });
	const swap = swapStep(docker.argv, {
		name,
		from: live.id,
		kept: await freeName(docker, live),
		next,
		imageId,
		restartPolicy: live.restartPolicy,
		isRemovedOnStop: live.isRemovedOnStop,
		stopped: kept === null ? [] : stoppedNow([kept]),
	});
	return {
		kind: "steps",
		steps: kept === null ? [...preparingSteps(docker.argv, source, imageId), create, swap] : [swap],
		warnings: warningsFor(live, kept),
		notChanged: [
			`${name}'s options: environment, ports, mounts, networks, limits and restart policy stay as they are now`,
			"volumes and the data in them",
			"the script or unit that started the container: change the image there too, or it brings the bad release back",
		],
	};
}

function warningsFor(live: Container, kept: Container | null): readonly string[] {
	return [
		...(live.isRemovedOnStop
			? [`${live.name} was started with --rm: it is removed when it stops and cannot be looked into afterwards.`]
			: []),
		...(kept === null ? [] : [`${kept.name} comes back with the options it was made with (environment, ports), not with today's.`]),
	];
}

/** `<name>-<release>-bad`; with the container's own number when another one is called so already. */
async function freeName(docker: Docker, live: Container): Promise<string> {
	const release = parseReference(live.imageName)?.tag ?? shortId(live.imageId);
	const name = `${live.name}-${release}-bad`;
	return (await docker.container(name)) === null ? name : `${name}-${shortId(live.id)}`;
}

/** Stopped containers that took this one's place before: kept by Backout, or under the runbooks' names. */
async function keptOnes(docker: Docker, name: string): Promise<readonly Container[]> {
	const literal = name.replaceAll(".", "\\.");
	const patterns = [`^/?${literal}-.+-bad(-[0-9a-f]{12})?$`, `^/?${literal}[-_]previous(_container)?$`];
	const found = await docker.containers(patterns.map((pattern) => `name=${pattern}`));
	return found.filter((container) => container.status === "exited" && container.name !== name);
}

async function requireLive(docker: Docker, name: string): Promise<Container> {
	const live = await docker.container(name);
	if (live) return live;
	throw new BackoutError({
		code: "compose.no-container",
		message: `there is no container ${name}, running or stopped`,
		fix: `correct \`container\` or \`host\`; \`docker ps --all\` shows what there is. If an interrupted swap left ${name}-backout-next, resume that run, or rename the container that shall run back to ${name}`,
	});
}

function repositoryOf(container: Container): string | null {
	return parseReference(container.imageName)?.repository ?? null;
}

async function check(docker: Docker, name: string): Promise<readonly Finding[]> {
	return [
		await daemonFinding(docker),
		await finding(`${name} runs`, async () => {
			const live = await requireLive(docker, name);
			if (isUp(live)) return live.imageName;
			throw new BackoutError({ code: "compose.stopped", message: `${name} is ${live.status}`, fix: `see \`docker logs ${name}\`` });
		}),
	];
}
