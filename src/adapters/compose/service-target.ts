import type { AdapterContext, Goal, Proposal, VersionedTarget } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
import { unsupportedGoal } from "../../core/unsupported.ts";
import { applyStep } from "./apply.ts";
import { createDocker, type Docker } from "./client.ts";
import { type ServiceConfig, safeName } from "./config.ts";
import { type Container, isUp } from "./container.ts";
import { currentContainer, keptContainers } from "./current.ts";
import { evidenceOf } from "./evidence.ts";
import { historyOf, imageFor } from "./images.ts";
import { observeStep } from "./observe.ts";
import { type Placement, placeImage } from "./placement.ts";
import { type Project, readProject } from "./project.ts";
import { parseReference } from "./reference.ts";
import { checkService } from "./service-check.ts";
import { requireContainer, serviceContainers } from "./service-containers.ts";
import type { Look } from "./service-look.ts";
import { preparingSteps, stoppedNow, switchStep, unchangedByService, upStep, writeStep } from "./steps.ts";
import { type ComposeCall, effectiveImage, findCompose } from "./tool.ts";
import { readText } from "./writing.ts";

/** The target for one service of a Compose project. */
export function serviceTarget(config: ServiceConfig, context: AdapterContext): VersionedTarget {
	const service = safeName(config.service, "Compose service");
	const docker = createDocker(context.processes, config.host ?? null);
	const project = () => readProject(config, context.directory);

	async function current(): Promise<TargetRelease> {
		const containers = await serviceContainers(docker, (await project()).name, service);
		const container = requireContainer(containers, service);
		const [release] = await historyOf(docker, [container], repositoryOf(container), containers);
		return release ?? failNoRelease(container);
	}

	async function look(): Promise<Look> {
		const found = await project();
		const containers = await serviceContainers(docker, found.name, service);
		const call = await composeCall(found, containers);
		return { project: found, containers, call, named: await effectiveImage(context.processes, call, service) };
	}

	async function composeCall(found: Project, containers: readonly Container[]): Promise<ComposeCall> {
		const madeBy = currentContainer(containers)?.labels["com.docker.compose.version"] ?? null;
		const version = await findCompose(context.processes, madeBy);
		const files = found.files.map(({ path }) => path);
		return { version, host: config.host ?? null, project: found.name, files, directory: found.directory };
	}

	return {
		kind: "versioned",
		current,
		async history(limit) {
			const containers = await serviceContainers(docker, (await project()).name, service);
			const running = currentContainer(containers);
			const repository = running === null ? parseReference((await look()).named ?? "")?.repository : repositoryOf(running);
			if (repository === undefined || repository === null) return [];
			return (await historyOf(docker, containers, repository, containers, true)).slice(0, limit);
		},
		async propose(goal) {
			if (goal.kind !== "return") return unsupportedGoal(goal, "a Compose service");
			return await proposeReturn(config, docker, await look(), goal);
		},
		observe: (step, call) =>
			observeStep(createDocker(context.processes, config.host ?? null, call.signal), step, call, () =>
				project().then((found) => serviceContainers(docker, found.name, service)),
			),
		apply: (step, call) => applyStep(createDocker(call.processes, config.host ?? null, call.signal), step, call),
		check: (deadline) =>
			checkService(createDocker(context.processes, config.host ?? null, deadline), service, look, (seen) =>
				place(service, seen.project, seen.named ?? ""),
			),
		async evidence(sinceMs, deadline) {
			const reader = createDocker(context.processes, config.host ?? null, deadline);
			return await evidenceOf(reader, await serviceContainers(reader, (await project()).name, service), sinceMs);
		},
	};
}

async function proposeReturn(
	config: ServiceConfig,
	docker: Docker,
	{ project, containers, call, named }: Look,
	goal: Extract<Goal, { kind: "return" }>,
): Promise<Proposal> {
	const running = currentContainer(containers);
	const repository = parseReference(named ?? running?.imageName ?? "")?.repository ?? null;
	const source = await imageFor(docker, goal.to, repository);
	if (source.kind === "refused") return source;
	const placement = place(config.service, project, source.reference);
	if (placement.kind === "refused") return placement;
	const isNamed = named !== null && (await docker.image(named))?.id === goal.to.id;
	const live = containers.filter(isUp);
	const isLive = live.length > 0 && live.every((container) => container.imageId === goal.to.id);
	if (isLive && isNamed && !goal.force)
		return { kind: "nothing", reason: `${config.service} runs ${source.reference} already, and ${placement.edit.file} names it` };
	const files = [...new Set([...call.files, ...(placement.edit.kind === "override" && !isNamed ? [placement.edit.file] : [])])];
	const write = isNamed
		? []
		: [writeStep(placement.edit, await readText(placement.edit.file), { reference: source.reference, imageId: goal.to.id })];
	const isForced = goal.force ?? false;
	const kept = isForced || config.keep === false ? [] : keptContainers(containers, goal.to.id);
	const moving =
		isLive && !isForced
			? []
			: kept.length > 0
				? [switchStep(docker.argv, { imageId: goal.to.id, stop: live.filter((one) => one.imageId !== goal.to.id), start: kept })]
				: [
						upStep({
							call: { ...call, files },
							service: config.service,
							reference: source.reference,
							imageId: goal.to.id,
							replicas: Math.max(1, live.length > 0 ? live.length : containers.filter((one) => one.imageId === running?.imageId).length),
							isForced,
							replacing: isForced ? containers.map((container) => container.id) : [],
							stopped: stoppedNow(containers.filter((container) => container.imageId === goal.to.id)),
						}),
					];
	return {
		kind: "steps",
		steps: [...preparingSteps(docker.argv, source, goal.to.id), ...write, ...moving],
		warnings: [...(isNamed ? [] : placement.warnings), ...keptWarnings(kept, config.service)],
		notChanged: unchangedByService(config.service, files),
	};
}

function place(service: string, project: Project, reference: string): Placement {
	const isOurs = (path: string) => path === project.override.path && project.override.isAsked;
	return placeImage({
		service,
		reference,
		// An override that we write ourselves must not decide whether the service has an image of its own.
		files: project.files.filter(({ path }) => !isOurs(path)),
		override: project.override,
		env: project.env,
		environment: process.env,
		version: project.version,
	});
}

function keptWarnings(kept: readonly Container[], service: string): readonly string[] {
	if (kept.length === 0) return [];
	const names = kept.map((container) => container.name).join(", ");
	return [
		`${names} ${kept.length > 1 ? "come" : "comes"} back with the settings it was made with (environment, ports), not with today's.`,
		`The next \`up\` of ${service} may recreate ${names} and remove the stopped container: look into that one before.`,
	];
}

function repositoryOf(container: Container): string | null {
	return parseReference(container.imageName)?.repository ?? null;
}

function failNoRelease(container: Container): never {
	throw new BackoutError({
		code: "compose.image-unknown",
		message: `the image of ${container.name} cannot be told`,
		fix: "see what `docker inspect` says of the container",
	});
}
