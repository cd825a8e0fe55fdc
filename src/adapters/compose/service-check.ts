import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import type { Finding } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import type { Docker } from "./client.ts";
import { isUp } from "./container.ts";
import { daemonFinding, finding } from "./finding.ts";
import type { Placement } from "./placement.ts";
import { requireContainer } from "./service-containers.ts";
import type { Look } from "./service-look.ts";

/** Tries the daemon, Compose on the files, the containers, and the right to write the image; changes nothing. */
export async function checkService(
	docker: Docker,
	service: string,
	look: () => Promise<Look>,
	place: (look: Look) => Placement,
): Promise<readonly Finding[]> {
	const daemon = await daemonFinding(docker);
	if (!daemon.ok) return [daemon];
	const looked = look();
	const files = await finding("Compose accepts the files", async () => {
		const { call, project, named } = await looked;
		return `${call.version === "v2" ? "docker compose" : "docker-compose"}, project ${project.name}, image ${named ?? "none"}`;
	});
	if (!files.ok) return [daemon, files];
	return [
		daemon,
		files,
		await finding(`${service} runs`, async () => requireContainer((await looked).containers.filter(isUp), service).name),
		await finding("the image can be written", async () => await writableFile(place(await looked))),
	];
}

async function writableFile(placement: Placement): Promise<string> {
	if (placement.kind === "refused") {
		throw new BackoutError({ code: `compose.${placement.rule}`, message: placement.reason, fix: placement.fix });
	}
	const directory = dirname(placement.edit.file);
	try {
		await access(directory, constants.W_OK);
	} catch (cause) {
		throw new BackoutError({
			code: "compose.file-not-writable",
			message: `${directory} may not be written`,
			fix: `give the user that runs backout the right to write in ${directory}`,
			cause,
		});
	}
	return placement.edit.file;
}
