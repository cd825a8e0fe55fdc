import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import type { AdapterContext, Finding, Goal, Proposal, VersionedTarget } from "../../core/adapter.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
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
import { preparingSteps, stoppedNow, switchStep, unchangedByService, upStep, writeStep } from "./steps.ts";
import { type ComposeCall, effectiveImage, findCompose } from "./tool.ts";
import { readText } from "./writing.ts";

/** What one look at the service shows; everything a proposal is decided from. */
interface Look {
	readonly project: Project;
	readonly containers: readonly Container[];
	readonly call: ComposeCall;
	/** The image that the files name now, variables filled in. */
	readonly named: string | null;
}

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
			if (goal.kind !== "return") return cannot(goal);
			return await proposeReturn(config, docker, await look(), goal);
		},
		observe: (step, call) =>
			observeStep(docker, step, call, () => project().then((found) => serviceContainers(docker, found.name, service))),
		apply: (step, call) => applyStep(createDocker(call.processes, config.host ?? null, call.signal), step, call),
		check: (deadline) => checkService(createDocker(context.processes, config.host ?? null, deadline), look, service),
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

function cannot(goal: Goal): Proposal {
	return {
		kind: "refused",
		rule: "goal-not-supported",
		reason: `a Compose service cannot ${goal.kind}`,
		fix: "use a target that can (an `exec` target, a flag, a cache) for this goal",
	};
}

/** Those of the service by Compose's own labels, and a previous one kept under the runbooks' names. */
async function serviceContainers(docker: Docker, project: string, service: string): Promise<readonly Container[]> {
	const labels = { "com.docker.compose.project": project, "com.docker.compose.service": service };
	const own = await docker.containers(Object.entries(labels).map(([label, value]) => `label=${label}=${value}`));
	const names = [...own.map((container) => container.name), `${project}_${service}`, `${project}-${service}`, service];
	const keptNames = [...new Set(names)].flatMap((name) => [`${name}_previous_container`, `${name}_previous`, `${name}-previous`]);
	const kept = await docker.containers(keptNames.map((name) => `name=^/?${name.replaceAll(".", "\\.")}$`));
	const all = new Map([...own, ...kept].map((container) => [container.id, container]));
	return [...all.values()].filter((container) => container.labels["com.docker.compose.oneoff"] !== "True");
}

function requireContainer(containers: readonly Container[], service: string): Container {
	const container = currentContainer(containers);
	if (container) return container;
	throw new BackoutError({
		code: "compose.no-container",
		message: `service ${service} has no container, running or stopped`,
		fix: "start it once with `up -d`, or correct `project`, `file` and `host` of the target: `docker ps --all` shows what there is",
	});
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

async function checkService(docker: Docker, look: () => Promise<Look>, service: string): Promise<readonly Finding[]> {
	const finding = async (name: string, attempt: () => Promise<string>): Promise<Finding> => {
		try {
			return { name, ok: true, detail: await attempt(), fix: null };
		} catch (error) {
			return { name, ok: false, detail: errorText(error), fix: error instanceof BackoutError ? error.fix : "see the message" };
		}
	};
	const daemon = await finding(
		"docker answers",
		async () => `server ${(await docker.run(["version", "--format", "{{.Server.Version}}"], "the Docker daemon")).trim()}`,
	);
	if (!daemon.ok) return [daemon];
	let seen: Look | null = null;
	const files = await finding("Compose accepts the files", async () => {
		seen = await look();
		return `${seen.call.version === "v2" ? "docker compose" : "docker-compose"}, project ${seen.project.name}, image ${seen.named ?? "none"}`;
	});
	const found: Look | null = seen;
	if (found === null) return [daemon, files];
	return [daemon, files, ...(await checkRights(finding, found, service))];
}

async function checkRights(
	finding: (name: string, attempt: () => Promise<string>) => Promise<Finding>,
	{ project, containers, named }: Look,
	service: string,
): Promise<readonly Finding[]> {
	const running = await finding(`${service} runs`, async () => requireContainer(containers.filter(isUp), service).name);
	const written = await finding("the image can be written", async () => {
		const placement = place(service, project, named ?? "");
		if (placement.kind === "refused")
			throw new BackoutError({ code: `compose.${placement.rule}`, message: placement.reason, fix: placement.fix });
		const directory = dirname(placement.edit.file);
		await access(directory, constants.W_OK).catch((cause: unknown) => {
			throw new BackoutError({
				code: "compose.file-not-writable",
				message: `${directory} may not be written`,
				fix: `give the user that runs backout the right to write in ${directory}`,
				cause,
			});
		});
		return placement.edit.file;
	});
	return [running, written];
}
