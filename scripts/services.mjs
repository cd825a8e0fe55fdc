// Installs the servers that the tests talk to, where it may (Debian packages, as root); tests that still lack one skip with the command.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const SERVICES = [
	{ name: "PostgreSQL", isThere: () => hasPostgres(), packages: ["postgresql"] },
	{ name: "Docker engine", isThere: () => onPath("dockerd"), packages: ["docker.io", "iptables"] },
	{ name: "Docker Compose", isThere: () => onPath("docker-compose"), packages: ["docker-compose"] },
	{ name: "Prometheus", isThere: () => onPath("prometheus"), packages: ["prometheus"] },
	{ name: "Unbound", isThere: () => onPath("unbound"), packages: ["unbound"] },
];

/** Installs what is missing; never fails: a test that needs a missing server says so itself. */
export function provideServices() {
	const missing = SERVICES.filter((service) => !service.isThere());
	if (missing.length === 0) return;
	const packages = missing.flatMap((service) => service.packages);
	const names = missing.map((service) => service.name).join(", ");
	if (process.getuid?.() !== 0 || !onPath("apt-get")) {
		process.stderr.write(
			`Missing for some tests: ${names}. To provide them: sudo apt-get install -y --no-install-recommends ${packages.join(" ")}\n`,
		);
		return;
	}
	process.stderr.write(`Installing ${names} for the tests (apt-get) …\n`);
	const quiet = { stdio: ["ignore", "ignore", 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
	spawnSync("apt-get", ["update", "-qq"], quiet);
	spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], quiet);
}

function onPath(tool) {
	return (process.env.PATH ?? "")
		.split(":")
		.concat("/usr/sbin", "/sbin")
		.some((directory) => existsSync(`${directory}/${tool}`));
}

function hasPostgres() {
	const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql") : [];
	return onPath("initdb") || versions.some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`));
}
