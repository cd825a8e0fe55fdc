import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the demo lives: two releases of the shop and a backout.yaml, in a directory that stays, and a PM2 home of its own that does not. */
export interface Workspace {
	readonly directory: string;
	readonly port: number;
	readonly current: string;
	readonly releases: string;
	readonly ecosystem: string;
	readonly pm2Home: string;
	/** Points `current` at a release, atomically, as a deploy script would. */
	point(release: string): Promise<void>;
	/** Takes away what only a running demo needs: every path that was printed still leads somewhere. */
	remove(): Promise<void>;
}

/** A new workspace with nothing running in it, below `.backout/demo/` of the directory that the demo is started in. */
export async function createWorkspace(): Promise<Workspace> {
	const kept = join(process.cwd(), ".backout", "demo");
	await mkdir(kept, { recursive: true });
	const directory = await mkdtemp(join(kept, "shop-"));
	// A socket's path may have about 100 characters: PM2's stay in the system's own temporary directory.
	const pm2Home = await mkdtemp(join(tmpdir(), "backout-demo-"));
	const port = await freePort();
	const releases = join(directory, "releases");
	const current = join(directory, "current");
	const ecosystem = join(directory, "ecosystem.config.cjs");
	await cp(join(dirname(fileURLToPath(import.meta.url)), "shop"), releases, { recursive: true });
	await mkdir(join(directory, "logs"));
	await writeFile(join(directory, "logs/access.log"), "");
	await writeFile(ecosystem, ecosystemFile(directory, port));
	await writeFile(join(directory, "backout.yaml"), configFile(port, pm2Home));
	return {
		directory,
		port,
		current,
		releases,
		ecosystem,
		pm2Home,
		async point(release) {
			await symlink(join(releases, release), `${current}.next`);
			await rename(`${current}.next`, current);
		},
		remove: () => rm(pm2Home, { recursive: true, force: true, maxRetries: 5 }),
	};
}

function ecosystemFile(directory: string, port: number): string {
	const app = {
		name: "shop-api",
		cwd: join(directory, "current"),
		script: "server.cjs",
		exec_mode: "cluster",
		instances: 2,
		wait_ready: true,
		kill_timeout: 3_000,
		env: { PORT: String(port), SHOP_LOG: join(directory, "logs/access.log") },
	};
	return `module.exports = ${JSON.stringify({ apps: [app] }, null, 2)};\n`;
}

function configFile(port: number, pm2Home: string): string {
	return `version: 1
environments:
  production: {}
services:
  shop:
    bake: 6s
    settle: 15s
    thresholds: { window: 6s, minimumRequests: 50 }
    environments:
      production:
        targets:
          - { name: api, pm2: { app: shop-api, releases: releases, current: current, home: ${JSON.stringify(pm2Home)} } }
        health:
          - http: http://127.0.0.1:${port}/health
        smoke:
          - http: http://127.0.0.1:${port}/products
        signals:
          errors: { log: { file: logs/access.log, errors: '"status":5\\d\\d', requests: '"status":' } }
`;
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === "string") throw new Error("no free port");
	return address.port;
}
