import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** What of the machine says where credentials are. */
export interface Surroundings {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Where relative paths of KUBECONFIG start. */
	readonly workingDirectory: string;
	readonly home: string;
	/** Where a pod finds its own account. */
	readonly serviceAccount: string;
}

/** This machine, as it is now (kubernetes.io/docs/tasks/run-application/access-api-from-pod for the pod's account). */
export function thisMachine(): Surroundings {
	return {
		env: process.env,
		workingDirectory: process.cwd(),
		home: homedir(),
		serviceAccount: "/var/run/secrets/kubernetes.io/serviceaccount",
	};
}

/** Absolute paths of the files that count, the first one first; whether the config named its file, which must then be there. */
export interface KubeconfigFiles {
	readonly files: readonly string[];
	readonly isNamed: boolean;
}

/** Where kubectl looks: the named file alone, or else each of KUBECONFIG, or else ~/.kube/config (client-go, tools/clientcmd/loader.go). */
export function kubeconfigFiles(named: string | null, directory: string, surroundings: Surroundings): KubeconfigFiles {
	const { env, home, workingDirectory } = surroundings;
	if (named !== null) return { files: [resolve(directory, expandHome(named, home))], isNamed: true };
	const listed = env["KUBECONFIG"] ?? "";
	if (listed === "") return { files: [join(home, ".kube", "config")], isNamed: false };
	const files = listed.split(delimiter).filter((file) => file !== "");
	return { files: [...new Set(files)].map((file) => resolve(workingDirectory, file)), isNamed: false };
}

function expandHome(path: string, home: string): string {
	return path === "~" || path.startsWith("~/") ? home + path.slice(1) : path;
}
