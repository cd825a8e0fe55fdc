import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { findProgram } from "./requirement.ts";
import { startServer, stopServer } from "./server-process.ts";

/** What the name server knows. */
export interface UnboundOptions {
	/** Zone to type as in unbound.conf: `static` has only its records, `deny` never answers, `refuse` refuses. */
	readonly zones: Readonly<Record<string, "static" | "deny" | "refuse">>;
	/** Records as in a zone file: `shop.test. IN A 203.0.113.7`. */
	readonly records: readonly string[];
	/** Zones whose own servers are away. */
	readonly dead: readonly string[];
}

/** A running throw-away Unbound. */
export interface UnboundService {
	/** `127.0.0.1:port` */
	readonly address: string;
	/** Ends the server and removes its files. */
	stop(): Promise<void>;
}

/** Starts a new Unbound on a free loopback port; throws when the program is not installed or the server does not come up. */
export async function startUnbound(options: UnboundOptions): Promise<UnboundService> {
	const program = findProgram("unbound", ["/usr/sbin"]);
	if (program === null) throw new Error("unbound is not installed. Provide it with: apt-get install -y unbound");
	const directory = mkdtempSync(join(tmpdir(), "backout-unbound-"));
	const port = await freePort();
	const configFile = join(directory, "unbound.conf");
	writeFileSync(configFile, configOf(options, directory, port));
	const server = await startServer({
		name: "Unbound",
		argv: [program, "-d", "-p", "-c", configFile],
		readyWords: "start of service",
		options: { cwd: directory },
	});
	return { address: `127.0.0.1:${port}`, stop: () => stopServer(server, "SIGTERM", directory) };
}

function configOf({ zones, records, dead }: UnboundOptions, directory: string, port: number): string {
	return [
		"server:",
		`directory: "${directory}"`,
		'username: ""',
		'chroot: ""',
		"use-syslog: no",
		"verbosity: 1",
		"num-threads: 1",
		'module-config: "iterator"',
		`interface: 127.0.0.1@${port}`,
		...Object.entries(zones).map(([zone, type]) => `local-zone: "${zone}." ${type}`),
		...records.map((record) => `local-data: '${record}'`),
		// Servers on loopback are never asked by default: they are as good as away.
		...dead.flatMap((zone) => ["forward-zone:", `name: "${zone}."`, "forward-addr: 127.0.0.1@1"]),
		"",
	].join("\n");
}
