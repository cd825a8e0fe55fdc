import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { nowMs } from "../kubernetes/timed-process.ts";
import type { Scene } from "./scene.ts";
import { writeSceneConfig } from "./ways.ts";

/** How long `backout plan` takes from the start of its process to its first call to AWS, in milliseconds: what starting costs, without AWS. */
export async function firstRequestMs(main: string, sceneAt: (endpoint: string) => Scene): Promise<number> {
	const server = createServer((_request, response) => response.writeHead(400).end("{}"));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const directory = await writeSceneConfig(sceneAt(`http://127.0.0.1:${port}`), "http://127.0.0.1:9");
	const startedAtMs = nowMs();
	const child = spawn(process.execPath, [main, "plan", "shop", "--to", "v1"], { cwd: directory, stdio: "ignore" });
	await once(server, "request");
	const firstMs = nowMs() - startedAtMs;
	await once(child, "close");
	server.closeAllConnections();
	server.close();
	await rm(directory, { recursive: true, force: true });
	return firstMs;
}
