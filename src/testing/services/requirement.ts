import { existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The real services that tests run against. */
export type ServiceName = "postgresql" | "docker" | "docker-compose" | "prometheus" | "redis" | "alertmanager" | "unbound" | "journalctl";

/** Whether the service can be started here, and the command that provides it. */
export interface Requirement {
	readonly available: boolean;
	readonly command: string;
}

interface Provision {
	/** The program that must be there. */
	readonly program: string;
	/** Directories besides PATH; Debian keeps PostgreSQL's server programs out of PATH. */
	readonly places: readonly string[];
	/** The Debian package. */
	readonly aptPackage: string;
}

const PROVISIONS: Readonly<Record<ServiceName, Provision>> = {
	postgresql: { program: "initdb", places: ["/usr/lib/postgresql/*/bin"], aptPackage: "postgresql" },
	docker: { program: "dockerd", places: ["/usr/sbin"], aptPackage: "docker.io" },
	"docker-compose": { program: "docker-compose", places: [], aptPackage: "docker-compose" },
	prometheus: { program: "prometheus", places: [], aptPackage: "prometheus" },
	redis: { program: "redis-server", places: [], aptPackage: "redis-server" },
	journalctl: { program: "journalctl", places: [], aptPackage: "systemd" },
	alertmanager: { program: "prometheus-alertmanager", places: [], aptPackage: "prometheus-alertmanager" },
	unbound: { program: "unbound", places: ["/usr/sbin"], aptPackage: "unbound" },
};

/** Says whether the service is on this machine; throws naming the command that provides it when it is not and BACKOUT_REQUIRE_SERVICES=1. */
export function requireService(name: ServiceName): Requirement {
	const { program, places, aptPackage } = PROVISIONS[name];
	const command = `apt-get install -y ${aptPackage}`;
	const available = findProgram(program, places) !== null;
	if (!available && process.env["BACKOUT_REQUIRE_SERVICES"] === "1") {
		throw new Error(`${name} is required here (BACKOUT_REQUIRE_SERVICES=1) and ${program} is not installed. Provide it with: ${command}`);
	}
	return { available, command };
}

/** The absolute path of a program in PATH or in the places (glob patterns; the last match, so the newest version), or null. */
export function findProgram(program: string, places: readonly string[]): string | null {
	const directories = (process.env["PATH"] ?? "").split(delimiter).filter((directory) => directory !== "");
	const inPath = directories.map((directory) => join(directory, program)).find((path) => existsSync(path));
	const elsewhere = places.flatMap((place) => globSync(join(place, program)).sort());
	return inPath ?? elsewhere.at(-1) ?? null;
}
