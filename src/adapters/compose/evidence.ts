import type { Evidence } from "../../core/adapter.ts";
import { errorText } from "../../core/error.ts";
import type { Docker } from "./client.ts";
import type { Container } from "./container.ts";

/** The containers' logs of the last `sinceMs` milliseconds and their state; settings are left out, they hold secrets. */
export async function evidenceOf(docker: Docker, containers: readonly Container[], sinceMs: number): Promise<readonly Evidence[]> {
	const logs = await Promise.all(containers.map((container) => logOf(docker, container, sinceMs)));
	const state = containers.map(({ labels: _labels, ...shown }) => shown);
	return [{ name: "docker-ps.json", content: `${JSON.stringify(state, null, "\t")}\n` }, ...logs];
}

async function logOf(docker: Docker, container: Container, sinceMs: number): Promise<Evidence> {
	const name = `${container.name.replaceAll(/[^\w.-]/g, "_")}.log`;
	try {
		const args = ["logs", "--timestamps", "--since", `${Math.ceil(sinceMs / 1000)}s`, container.id];
		const output = await docker.try(args);
		return { name, content: `${output.stdout}${output.stderr}` };
	} catch (error) {
		return { name, content: `the log could not be read: ${errorText(error)}\n` };
	}
}
