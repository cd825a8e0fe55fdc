// What the tests and measurements of Kubernetes need: the programs of a control plane, the projects' definitions, and kubectl.
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildPrograms } from "./build.mjs";
import { provideKubectl } from "./kubectl.mjs";
import { DEFINITIONS, PROGRAMS } from "./versions.mjs";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "backout", "kubernetes");

/** Builds and fetches what is missing, the first time for long; BACKOUT_TEST_KUBECONFIG spares the control plane. To be called after install(). Answers with kubectl's name or path. */
export async function provideKubernetes() {
	mkdirSync(cache, { recursive: true });
	if (!process.env.BACKOUT_TEST_KUBECONFIG) buildPrograms(PROGRAMS, cache);
	// It reads YAML by a package that install() brings.
	const { provideDefinitions } = await import("./definitions.mjs");
	provideDefinitions(DEFINITIONS, cache);
	return provideKubectl(cache);
}
