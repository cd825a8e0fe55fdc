import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { timedProcess } from "../kubernetes/timed-process.ts";
import type { Scene, SceneParts } from "./scene.ts";

/** Rolls the scene back and resolves to the wall time in milliseconds, whole processes. */
export type Way = () => Promise<number>;

/** The runbook's commands, one after the other as a person types them. */
export function byHand({ byHand: commands }: Scene, { region, endpoint }: SceneParts["place"]): Way {
	return async () => {
		let wallMs = 0;
		for (const argv of commands) {
			wallMs += (await timedProcess(["aws", ...argv, "--region", region, "--endpoint-url", endpoint], { AWS_PAGER: "" }, "/")).wallMs;
		}
		return wallMs;
	};
}

/** `backout run shop --to v1 --yes --json` of the product as it is built: looked at, planned, carried out, health proved, reported. */
export function byBackout(main: string, directory: string, { to }: Scene): Way {
	return async () => {
		const ran = await timedProcess([process.execPath, main, "run", "shop", "--to", to, "--yes", "--json"], {}, directory);
		if (!ran.lines.some(({ text }) => text.includes('"status":"succeeded"'))) {
			throw new Error(`not rolled back: ${ran.lines.map(({ text }) => text).join("\n")}`);
		}
		return ran.wallMs;
	};
}

/** A new directory with a config of the one service. */
export async function writeSceneConfig({ target }: Scene, healthUrl: string): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), "backout-bench-aws-"));
	const place = { bake: "0s", targets: [{ name: "api", ...target }], health: [{ http: healthUrl }] };
	const config = { version: 1, environments: { production: {} }, services: { shop: { environments: { production: place } } } };
	// JSON is YAML.
	await writeFile(join(directory, "backout.yaml"), JSON.stringify(config, null, "\t"));
	return directory;
}
