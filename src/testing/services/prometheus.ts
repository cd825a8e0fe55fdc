import type { ChildProcess } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { findProgram } from "./requirement.ts";
import { startServer, stopServer } from "./server-process.ts";

/** What Prometheus is to scrape. */
export interface PrometheusOptions {
	/** `host:port` of servers that answer on /metrics. */
	readonly scrape: readonly string[];
	/** 200 ms when left out. */
	readonly intervalMs?: number;
	/** Takes samples by remote write, native histograms included (an experimental feature up to 2.x, so it has a flag). */
	readonly receives?: boolean;
}

/** A running throw-away Prometheus. */
export interface PrometheusService {
	/** `http://127.0.0.1:…` */
	readonly url: string;
	/** Ends the server and removes its files. */
	stop(): Promise<void>;
}

/** Starts a new, empty Prometheus on a free loopback port; throws when the program is not installed or the server does not come up. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusService> {
	const program = findProgram("prometheus", []);
	if (program === null) throw new Error("prometheus is not installed. Provide it with: apt-get install -y prometheus");
	const directory = mkdtempSync(join(tmpdir(), "backout-prometheus-"));
	const configFile = join(directory, "prometheus.json");
	writeFileSync(configFile, JSON.stringify(configOf(options)));
	const port = await freePort();
	const server = await startPrometheusServer(argvOf(options, program, directory, configFile, port), directory);
	return { url: `http://127.0.0.1:${port}`, stop: () => stopServer(server, "SIGTERM", directory) };
}

/** Prometheus reads YAML, and JSON is YAML. */
function configOf({ scrape, intervalMs = 200 }: PrometheusOptions): object {
	const interval = { scrape_interval: `${intervalMs}ms`, scrape_timeout: `${intervalMs}ms` };
	return { global: interval, scrape_configs: [{ job_name: "test", static_configs: [{ targets: scrape }] }] };
}

function argvOf(options: PrometheusOptions, program: string, directory: string, configFile: string, port: number): readonly string[] {
	const receiving = ["--web.enable-remote-write-receiver", "--enable-feature=native-histograms"];
	return [
		program,
		`--config.file=${configFile}`,
		`--storage.tsdb.path=${join(directory, "tsdb")}`,
		`--web.listen-address=127.0.0.1:${port}`,
		...(options.receives === true ? receiving : []),
	];
}

async function startPrometheusServer(argv: readonly string[], directory: string): Promise<ChildProcess> {
	return await startServer({
		name: "Prometheus",
		argv,
		readyWords: "Server is ready to receive web requests",
		options: { cwd: directory },
	});
}
