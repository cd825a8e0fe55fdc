import { homedir } from "node:os";
import { join } from "node:path";
import { type Detected, detect, writeConfigText, writeNewConfig } from "../config/index.ts";

/** A new config's place, its text, and what it was written from. */
export interface NewConfig {
	readonly file: string;
	readonly text: string;
	/** In words: `compose.yaml`, `the git remote origin`. */
	readonly found: readonly string[];
}

/** Looks at the folder and makes a commented backout.yaml of what it holds; written only when asked for, and never over an existing one. */
export async function initConfig(
	directory: string,
	options: { readonly env: NodeJS.ProcessEnv; readonly isWritten: boolean },
): Promise<NewConfig> {
	const detected = await detect(directory, { env: options.env, home: options.env["HOME"] ?? homedir() });
	const text = writeConfigText(detected);
	const file = join(directory, "backout.yaml");
	if (options.isWritten) await writeNewConfig(file, text);
	return { file, text, found: foundIn(detected) };
}

function foundIn(detected: Detected): readonly string[] {
	const { compose, pm2, git, alembic, kubeContext, hasDockerfile, scripts } = detected;
	return [
		...(compose === null ? [] : [compose.file]),
		...(pm2 === null ? [] : [pm2.file]),
		...(git === null ? [] : [git.remote === null ? "the git repository" : `the git remote ${git.remote.name}`]),
		...(alembic === null ? [] : [alembic]),
		...(Object.keys(scripts).length === 0 ? [] : ["the scripts of package.json"]),
		...(kubeContext === null ? [] : [`the kube context ${kubeContext}`]),
		...(hasDockerfile ? ["the Dockerfile"] : []),
	];
}
