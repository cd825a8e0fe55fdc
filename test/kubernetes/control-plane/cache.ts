import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The programs that `scripts/kubernetes/` builds. */
export type ProgramName = "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kwok" | "helm";

/** Where `npm run test:kubernetes` keeps what it builds and fetches; outside the repository, for all work trees. */
const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "backout", "kubernetes");

/** The absolute path of a built program; throws naming the command that builds it. */
export function programPath(name: ProgramName): string {
	return existing(join(cache, "bin", name));
}

/** The absolute path of a project's resource definitions, one YAML file; throws naming the command that fetches it. */
export function definitionPath(name: string): string {
	return existing(join(cache, "definitions", `${name}.yaml`));
}

function existing(path: string): string {
	if (existsSync(path)) return path;
	throw new Error(`${path} is not there. Provide it with: npm run test:kubernetes -- --only-setup`);
}
