import { type ChildProcess, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "./free-port.ts";
import { findProgram } from "./requirement.ts";
import { startServer, stopServer } from "./server-process.ts";

/** A running throw-away PostgreSQL. */
export interface PostgresService {
	/** `postgres://…` with a password, on loopback. */
	readonly url: string;
	/** Ends the server and removes its files. */
	stop(): Promise<void>;
}

/** The account the server runs as: initdb and postgres refuse root. */
interface Account {
	readonly uid: number;
	readonly gid: number;
}

/** Starts a new, empty PostgreSQL on a free loopback port; throws when the programs are not installed or the server does not come up. */
export async function startPostgres(): Promise<PostgresService> {
	const initdb = findProgram("initdb", ["/usr/lib/postgresql/*/bin"]);
	if (initdb === null) throw new Error("initdb is not installed. Provide it with: apt-get install -y postgresql");
	const account = serverAccount();
	const directory = mkdtempSync(join(tmpdir(), "backout-postgres-"));
	if (account !== null) chownSync(directory, account.uid, account.gid);
	const password = randomBytes(12).toString("hex");
	createCluster(initdb, directory, password, account);
	const port = await freePort();
	const server = await startCluster(join(dirname(initdb), "postgres"), directory, port, account);
	return { url: `postgres://backout:${password}@127.0.0.1:${port}/postgres`, stop: () => stopServer(server, "SIGINT", directory) };
}

function serverAccount(): Account | null {
	if (process.getuid?.() !== 0) return null;
	const line = readFileSync("/etc/passwd", "utf8")
		.split("\n")
		.find((entry) => entry.startsWith("postgres:"));
	const [, , uid, gid] = (line ?? "").split(":");
	if (uid === undefined || gid === undefined) throw new Error("PostgreSQL refuses to run as root and there is no user `postgres`.");
	return { uid: Number(uid), gid: Number(gid) };
}

function createCluster(initdb: string, directory: string, password: string, account: Account | null): void {
	const passwordFile = join(directory, "password");
	writeFileSync(passwordFile, password, { mode: 0o600 });
	if (account !== null) chownSync(passwordFile, account.uid, account.gid);
	const settings = ["--username=backout", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8", "--locale=C", "--no-sync"];
	const made = spawnSync(initdb, [...settings, "-D", join(directory, "cluster")], { ...account, cwd: directory, encoding: "utf8" });
	if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
}

async function startCluster(program: string, directory: string, port: number, account: Account | null): Promise<ChildProcess> {
	const listening = ["-h", "127.0.0.1", "-p", String(port), "-k", directory];
	// Durability off: the cluster does not outlive the test.
	const quick = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB"];
	const argv = [program, "-D", join(directory, "cluster"), ...listening, ...quick];
	return await startServer({
		name: "PostgreSQL",
		argv,
		readyWords: "ready to accept connections",
		options: { ...account, cwd: directory },
	});
}
