import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Config } from "../../core/config.ts";
import { FAKE_KINDS } from "../kinds.fake.ts";
import { draftConfig } from "../read.ts";
import { detect } from "./detect.ts";
import { writeConfigText, writeNewConfig } from "./write.ts";

let root = "";
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), "backout-init-"));
	// Ends the search for a repository here, whatever stands above the temporary directory.
	await write(".git/HEAD", "ref: refs/heads/trunk\n");
});
afterEach(async () => {
	await rm(root, { recursive: true, force: true });
});

async function write(file: string, text: string): Promise<void> {
	await mkdir(dirname(join(root, file)), { recursive: true });
	await writeFile(join(root, file), text);
}

const found = () => detect(root, { env: {}, home: join(root, "home") });
const written = async () => writeConfigText(await found());

/** The config that the written text is; fails with the faults when it is none. */
async function configWritten(): Promise<Config> {
	const text = await written();
	const result = draftConfig(text, join(root, "backout.yaml")).check(FAKE_KINDS, {});
	if ("config" in result) return result.config;
	throw new Error(`${JSON.stringify(result.faults, null, 1)}\n${text}`);
}

const targetsOf = (config: Config) =>
	config.services.map(({ service, targets }) => ({ [service]: targets[0]?.kind, ...Object(targets[0]?.settings) }));

const GIT_CONFIG =
	'[core]\n\tbare = false\n[remote "backup"]\n\turl = /mnt/b\n[remote "origin"]\n\turl = https://me:hunter2@git.example.com/team/shop.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "trunk"]\n\tremote = origin\n';

describe("a folder with a PM2 ecosystem file", () => {
	it("becomes one service for each app", async () => {
		await write(
			"ecosystem.config.json",
			JSON.stringify({ apps: [{ name: "shop api", cwd: "/srv/shop/current", env: { PORT: 3000 } }, { name: "worker" }] }),
		);
		const config = await configWritten();
		expect(targetsOf(config)).toEqual([
			{ "shop-api": "pm2", app: "shop api", releases: "/srv/shop/releases" },
			{ worker: "pm2", app: "worker", releases: "releases" },
		]);
		expect(config.services[0]?.health).toEqual([
			{ kind: "http", name: "http http://127.0.0.1:3000/health", settings: "http://127.0.0.1:3000/health" },
		]);
		expect(await written()).toContain("FILL IN if it is another: the directory that holds one directory per release (this one is a guess)");
	});
	it("is searched, never run, when it is JavaScript", async () => {
		await write(
			"ecosystem.config.cjs",
			`require("node:fs").writeFileSync(${JSON.stringify(join(root, "ran"))}, "");\n// name: "commented"\nmodule.exports = { apps: [{ name: 'api', script: "a.js", username: "nobody", url: "http://x" }, { "name": "web", env: { PORT: 1 } }, { name: \`w-\${process.env.X}\` }] };`,
		);
		expect((await found()).pm2).toEqual({
			file: "ecosystem.config.cjs",
			apps: [
				{ name: "api", directory: null, port: null },
				{ name: "web", directory: null, port: null },
			],
		});
		await expect(readFile(join(root, "ran"))).rejects.toThrow("ENOENT");
	});
	it("says so when nothing can be made out in it", async () => {
		await write("ecosystem.config.js", "module.exports = require('./apps');");
		expect(await written()).toContain("# ecosystem.config.js is here, but nothing could be made out in it: add what it runs by hand");
	});
});

describe("a folder with a Compose file", () => {
	it("becomes one service for each that keeps no data", async () => {
		await write(
			"docker-compose.yml",
			'services:\n  api: { image: "registry.example.com:5000/api:1.2", ports: ["127.0.0.1:8080:80"] }\n  web: { build: . }\n  db: { image: "postgres:16" }\n  cache: { image: docker.io/library/redis }\n',
		);
		expect(targetsOf(await configWritten())).toEqual([
			{ api: "compose", file: "docker-compose.yml", service: "api" },
			{ web: "compose", file: "docker-compose.yml", service: "web" },
		]);
		const text = await written();
		expect(text).toContain("# left out, as it keeps data: the Compose service db (postgres:16)");
		expect(text).toContain("# it is built here: give every release an `image:` tag of its own, or there is nothing to return to");
		expect(text).toContain('- http: "http://127.0.0.1:8080/health"');
	});
	it("keeps PM2's service where both have one of the same name", async () => {
		await write("compose.yaml", "services: { api: { image: a }, web: { image: w } }");
		await write("ecosystem.config.json", '{ "apps": [{ "name": "api" }] }');
		expect((await configWritten()).services.map(({ service, targets }) => `${service} ${targets[0]?.kind}`)).toEqual([
			"api pm2",
			"web compose",
		]);
	});
});

describe("a folder with only a git repository", () => {
	it("becomes its default branch, and a password in the remote's address is left out", async () => {
		await write(".git/config", GIT_CONFIG);
		await write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/release/live\n");
		expect((await found()).git).toEqual({
			remote: { name: "origin", url: "https://***@git.example.com/team/shop.git" },
			branch: "release/live",
		});
		expect(targetsOf(await configWritten())).toEqual([{ shop: "git", remote: "origin", branch: "release/live" }]);
	});
	it("is found from a folder inside it, and in a worktree", async () => {
		await write(".git/config", GIT_CONFIG);
		await write(".git/worktrees/w/HEAD", "ref: refs/heads/feature\n");
		await write(".git/worktrees/w/commondir", "../..\n");
		await write("w/.git", `gitdir: ${join(root, ".git/worktrees/w")}\n`);
		const git = async (folder: string) => (await detect(join(root, folder), { env: {}, home: root })).git;
		expect((await git("w"))?.branch).toBe("feature");
		expect((await git("w"))?.remote?.name).toBe("origin");
		await mkdir(join(root, "packages"));
		expect((await git("packages"))?.branch).toBe("trunk");
	});
	it("becomes commands to fill in when it has no remote", async () => {
		await write("package.json", '{ "name": "@team/shop", "scripts": { "deploy": "./d.sh", "test": "x" } }');
		expect(targetsOf(await configWritten())).toEqual([
			{
				shop: "exec",
				current: ["./deploy", "--current"],
				history: ["./deploy", "--list"],
				apply: ["npm", "run", "deploy", "--", "{release}"],
			},
		]);
		expect(await written()).toContain("# package.json: npm run deploy   (./d.sh)");
	});
});

describe("what has no adapter yet, or is secret", () => {
	it("is named in comments only, and values of variables not at all", async () => {
		await write("alembic.ini", "[alembic]\nsqlalchemy.url = postgres://u:hunter2@h/d\n");
		await write(".env", "DATABASE_URL=postgres://u:hunter2@h/d\nexport API_KEY='hunter2'\n# NOT_ONE=1\n");
		await write("Dockerfile", "FROM scratch\n");
		await write("home/.kube/config", "current-context: prod-eu\n");
		const text = await written();
		expect(text).toContain("# alembic.ini was found. There is no adapter for Alembic yet");
		expect(text).toContain("# .env names DATABASE_URL, API_KEY");
		expect(text).toContain(
			"# kubectl points at the context prod-eu: - kubernetes: { deployment: name, namespace: default, context: prod-eu }",
		);
		expect(text).toContain("# a Dockerfile was found");
		expect(text).not.toContain("hunter2");
		await configWritten();
	});
	it("prefers the file that KUBECONFIG names", async () => {
		await write("a", "current-context: ''\n");
		await write("b", "current-context: staging\n");
		expect((await detect(root, { env: { KUBECONFIG: `${join(root, "a")}:${join(root, "b")}` }, home: root })).kubeContext).toBe("staging");
	});
});

describe("hostile text in the folder", () => {
	it("stays text: it becomes neither config nor a placeholder", async () => {
		const name = 'a"\n  evil: { }\n# ${HOME} \u2028 : - &x *y';
		await write(
			"ecosystem.config.json",
			JSON.stringify({ apps: [{ name, cwd: `/srv/${name}/current` }, { name: "yes" }, { name: "123" }] }),
		);
		await write("package.json", JSON.stringify({ name: "x", scripts: { "deploy\nplugins: [./evil.ts]": "y\nversion: 2" } }));
		await write("compose.yaml", JSON.stringify({ services: { 'db\nx: "1"': { image: "postgres:1\nversion: 3" } } }));
		const config = await configWritten();
		expect(config.plugins).toEqual([]);
		expect(config.services.map(({ service }) => service)).toEqual(["123", "a-evil-HOME-x-y", "yes"]);
		expect(config.services[1]?.targets[0]?.settings).toMatchObject({ app: name.replace("${", "$${") });
	});
	it("is not looked for in broken files", async () => {
		for (const file of ["compose.yaml", "ecosystem.config.json", "package.json", ".env", ".git/config"]) await write(file, "\0{{{[: &a *a");
		await configWritten();
	});
});

describe("writing the file", () => {
	it("never overwrites one", async () => {
		const file = join(root, "backout.yaml");
		await writeNewConfig(file, "version: 1\n");
		await expect(writeNewConfig(file, "other")).rejects.toThrow(`${file} exists already.`);
		expect(await readFile(file, "utf8")).toBe("version: 1\n");
	});
});
