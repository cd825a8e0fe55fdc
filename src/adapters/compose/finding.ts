import type { Finding } from "../../core/adapter.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { Docker } from "./client.ts";

/** What came of trying one thing; a throw is a finding that is not ok, with the error's fix. */
export async function finding(name: string, attempt: () => Promise<string>): Promise<Finding> {
	try {
		return { name, ok: true, detail: await attempt(), fix: null };
	} catch (error) {
		return { name, ok: false, detail: errorText(error), fix: error instanceof BackoutError ? error.fix : "see the message" };
	}
}

/** Whether the daemon answers, and with which version. */
export async function daemonFinding(docker: Docker): Promise<Finding> {
	return await finding("docker answers", async () => {
		const version = await docker.run(["version", "--format", "{{.Server.Version}}"], "the Docker daemon");
		return `server ${version.trim()}`;
	});
}
