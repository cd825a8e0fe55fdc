import { BackoutError } from "../../core/error.ts";
import type { Docker } from "./client.ts";
import type { Container } from "./container.ts";
import { currentContainer } from "./current.ts";

/** Those of the service by Compose's own labels, and a previous one kept under the runbooks' names. */
export async function serviceContainers(docker: Docker, project: string, service: string): Promise<readonly Container[]> {
	const labels = { "com.docker.compose.project": project, "com.docker.compose.service": service };
	const own = await docker.containers(Object.entries(labels).map(([label, value]) => `label=${label}=${value}`));
	const names = [...own.map((container) => container.name), `${project}_${service}`, `${project}-${service}`, service];
	const keptNames = [...new Set(names)].flatMap((name) => [`${name}_previous_container`, `${name}_previous`, `${name}-previous`]);
	const kept = await docker.containers(keptNames.map((name) => `name=^/?${name.replaceAll(".", "\\.")}$`));
	const all = new Map([...own, ...kept].map((container) => [container.id, container]));
	return [...all.values()].filter((container) => container.labels["com.docker.compose.oneoff"] !== "True");
}

/** The container that says what runs; throws `compose.no-container`. */
export function requireContainer(containers: readonly Container[], service: string): Container {
	const container = currentContainer(containers);
	if (container) return container;
	throw new BackoutError({
		code: "compose.no-container",
		message: `service ${service} has no container that runs or ran`,
		fix: "start it once with `up -d`, or correct `project`, `file` and `host` of the target: `docker ps --all` shows what there is",
	});
}
