import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { errorText } from "../../../core/error.ts";
import { findProgram } from "../../../testing/services/requirement.ts";
import { type ChosenContext, chooseContext } from "./choose.ts";
import { kubeconfigFiles, thisMachine } from "./files.ts";
import { authorityOf, clientCertificateOf } from "./identity.ts";
import { readKubeconfig } from "./read.ts";

const kubectl = findProgram("kubectl", []);
const home = mkdtempSync(join(tmpdir(), "backout-kubeconfig-"));

afterEach(() => rmSync(home, { recursive: true, force: true }));

/** One kubeconfig and where it lies below the home. */
interface File {
	readonly path: string;
	readonly content: object;
}

const name = fc.constantFrom("a", "b", "c");
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const pem = fc.constantFrom("ca", "person").map((kind) => `-----BEGIN ${kind}-----\n`);
const base64 = pem.map((text) => Buffer.from(text).toString("base64"));
const path = fc.constantFrom("ca.pem", "./pki/../ca.pem", "pki/ca.pem", "../shared.pem", join(home, "shared.pem"));
const cluster = fc.record({
	server: fc.constantFrom("https://one:6443", "https://two/k8s/c-1", "http://three"),
	"tls-server-name": maybe(name),
	"insecure-skip-tls-verify": maybe(fc.boolean()),
});
/** `--flatten` shows no entry that has both. */
const trusting = fc.tuple(
	cluster,
	fc.oneof(fc.record({ "certificate-authority": path }), fc.record({ "certificate-authority-data": base64 }), fc.constant({})),
);
const user = fc.record({
	token: maybe(fc.constantFrom("token-one", "token-two", "")),
	username: maybe(name),
	password: maybe(name),
	"client-certificate": maybe(path),
	"client-key": maybe(path),
	as: maybe(name),
	"as-groups": maybe(fc.array(name, { maxLength: 2 })),
});
const context = fc.record({ cluster: name, user: name, namespace: maybe(fc.constantFrom("shop", "")) });
const named = <T>(key: string, arbitrary: fc.Arbitrary<T>) =>
	fc.option(fc.uniqueArray(fc.record({ name, [key]: arbitrary }), { selector: (one) => one.name, maxLength: 3 }), { nil: undefined });
const content = fc.record({
	"current-context": maybe(fc.constantFrom("a", "b", "c", "")),
	clusters: named(
		"cluster",
		trusting.map(([one, trust]) => ({ ...one, ...trust })),
	),
	contexts: named("context", context),
	users: named("user", user),
});
const places = fc.constantFrom("config", "one/config", "two/deep/config", "two/missing");
const files: fc.Arbitrary<File[]> = fc.uniqueArray(fc.record({ path: places, content }), {
	selector: (file) => file.path,
	minLength: 1,
	maxLength: 3,
});

/** What both know of the context, in one form; null when there is no such. */
async function ours(env: { readonly KUBECONFIG: string }, asked: string | null): Promise<unknown> {
	const config = await readKubeconfig(kubeconfigFiles(null, home, { ...thisMachine(), env, home, workingDirectory: home }));
	if (config === null) return null;
	try {
		return await flat(chooseContext(config, asked, "the files"));
	} catch (thrown) {
		return /^there is no (context|cluster|user)|has no current context|cannot be read/.test(errorText(thrown)) ? null : errorText(thrown);
	}
}

/** A key without a certificate, and one without a key, we refuse; kubectl only shows them. */
async function flat({ context, namespace, cluster, user }: ChosenContext): Promise<unknown> {
	const client =
		user === null || user["client-certificate"] === null
			? null
			: await clientCertificateOf({ ...user, "client-key": user["client-key"] ?? user["client-certificate"] }, "");
	const known = {
		context,
		namespace,
		server: cluster.server,
		serverName: cluster["tls-server-name"],
		isUnverified: cluster["insecure-skip-tls-verify"],
		ca: await authorityOf(cluster, ""),
	};
	const login = user && { token: user.token, username: user.username, password: user.password, as: user.as, groups: user["as-groups"] };
	return { ...known, login, client: client?.certificate ?? null };
}

function theirs(env: { readonly KUBECONFIG: string }, asked: string | null): unknown {
	const argv = ["config", "view", "--raw", "--minify", "--flatten", "-o", "json", ...(asked === null ? [] : ["--context", asked])];
	const { status, stdout } = spawnSync(kubectl ?? "", argv, { cwd: home, env: { ...env, HOME: home, PATH: "/nowhere" }, encoding: "utf8" });
	if (status !== 0) return null;
	const view = JSON.parse(stdout);
	const [{ cluster }, { context }, user] = [view.clusters[0], view.contexts[0], view.users?.[0]?.user ?? null];
	const text = (data: string | undefined) => (data === undefined ? null : Buffer.from(data, "base64").toString());
	return {
		context: view["current-context"],
		namespace: context.namespace ?? null,
		server: cluster.server,
		serverName: cluster["tls-server-name"] ?? null,
		isUnverified: cluster["insecure-skip-tls-verify"] ?? false,
		ca: text(cluster["certificate-authority-data"]),
		login: user && {
			token: user.token ?? null,
			username: user.username ?? null,
			password: user.password ?? null,
			as: user.as ?? null,
			groups: user["as-groups"] ?? [],
		},
		client: text(user?.["client-certificate-data"]),
	};
}

function write(all: readonly File[]): void {
	rmSync(home, { recursive: true, force: true });
	mkdirSync(home, { recursive: true });
	for (const { path, content } of all) {
		const directory = dirname(join(home, path));
		mkdirSync(join(directory, "pki"), { recursive: true });
		for (const file of ["ca.pem", "pki/ca.pem", "../shared.pem"]) {
			const at = join(directory, file);
			if (relative(home, at).startsWith("..")) continue;
			writeFileSync(at, `-----BEGIN ${relative(home, at)}-----\n`);
		}
		// Named in KUBECONFIG, but not there: skipped.
		if (!path.endsWith("missing")) writeFileSync(join(home, path), stringify(content));
	}
	writeFileSync(join(home, "shared.pem"), "-----BEGIN shared-----\n");
}

describe.skipIf(kubectl === null)("what kubectl makes of the same files (skipped where kubectl is missing)", () => {
	it("is what we make of them: several files, the same names twice, relative paths, missing pieces", async () => {
		await fc.assert(
			fc.asyncProperty(files, fc.option(name), async (all, asked) => {
				write(all);
				const env = { KUBECONFIG: `:${all.map((file, index) => (index === 0 ? join(home, file.path) : file.path)).join(":")}:` };
				expect(await ours(env, asked)).toEqual(theirs(env, asked));
			}),
			{ numRuns: Number(process.env["BACKOUT_TEST_RUNS"] ?? 15) },
		);
	});

	it("is nothing for two entries of one name, as for us", async () => {
		write([
			{
				path: "config",
				content: { "current-context": "a", clusters: [1, 2].map(() => ({ name: "a", cluster: { server: "https://x" } })) },
			},
		]);
		const env = { KUBECONFIG: join(home, "config") };
		expect(theirs(env, null)).toBeNull();
		await expect(ours(env, null)).rejects.toThrow('has two clusters of the name "a"');
		expect(readFileSync(join(home, "config"), "utf8")).toContain("https://x");
	});
});
