import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { type PostgresService, startPostgres } from "../../src/testing/services/postgres.ts";
import { requireService } from "../../src/testing/services/requirement.ts";
import { type Answer, answerIn } from "../world/answer.ts";
import { COMMAND, startBackout, until } from "../world/command-line.ts";
import { bad, createGuardedWorld, layWorker } from "../world/guarded.ts";
import { execTarget } from "../world/platform.ts";

const { available, command } = requireService("postgresql");
/** Of the one test: those of this file run side by side, because most of their time is waiting for a silence. */
type WhenOver = TestContext["onTestFinished"];

/** A process with a host name and a process table of its own is another machine, as far as Backout can tell. When `unshare` dies all of it dies, as a machine does. */
const MACHINE_A = [
	"unshare",
	"--pid",
	"--uts",
	"--fork",
	"--kill-child",
	"--mount-proc",
	"sh",
	"-c",
	'hostname machine-a && exec "$@"',
	"sh",
];
const canBeTwo = spawnSync(MACHINE_A[0] ?? "", [...MACHINE_A.slice(1), "true"]).status === 0;
const why = !available ? ` (skipped: ${command})` : canBeTwo ? "" : " (skipped: needs the right to make namespaces)";

describe.skipIf(why !== "").concurrent(`two machines on one PostgreSQL${why}`, () => {
	let postgres: PostgresService;
	beforeAll(async () => {
		postgres = await startPostgres();
	});
	afterAll(() => postgres.stop());

	test("A dies in mid-watch: B is refused while A may still live, then of two commands at once one finishes A's watch, and nothing is done twice", async ({
		onTestFinished,
	}) => {
		const { shop, a, b, service } = await machines(onTestFinished, "watched");
		const dying = startOnA(onTestFinished, a, [
			"guard",
			service,
			"--watch-for",
			"5m",
			"--version",
			"v3",
			"--",
			"sh",
			"-c",
			shop.ship("v3"),
		]);
		await until("the watch", () => dying.printed().includes("Watching until"));
		dying.die();
		await bad(shop.world, "v3");
		const deploy = () => onB(b, ["guard", service, "--watch-for", "1s", "--", "sh", "-c", shop.ship("v4")]);
		expect(await deploy()).toMatchObject({ code: 3, value: { refused: { rule: "already-guarded" } } });

		const told = () => startBackout(["status", service], { directory: b, env: home(b) }).ended.then(({ stdout }) => stdout);
		await until("A's silence", async () => (await told()).includes("nobody carries it on"), 60_000);
		const both = await Promise.all([deploy(), deploy()]);
		expect(both.map(({ code }) => code)).toEqual([3, 3]);
		const finished = both.flatMap(({ lines }) => lines).filter((line) => JSON.stringify(line).includes('"outcome":"rolled-back"'));
		expect(finished).toHaveLength(1);
		expect(await shop.world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
		expect(await shop.world.live()).toBe("v2");
		expect(await deploy()).toMatchObject({ code: 3, value: { refused: { rule: "deploys-held" } } });
	});

	test("A is frozen in mid-deploy and wakes after B took its deploy back: A's tool is ended, and A touches nothing any more", async ({
		onTestFinished,
	}) => {
		const { shop, a, b, service } = await machines(onTestFinished, "frozen");
		await layWorker(shop.world);
		const slow = `${shop.ship("v3", "half")}; echo 1 > shipping; sleep 90; ${shop.ship("v3")}`;
		const frozen = startOnA(onTestFinished, a, ["guard", service, "--", "sh", "-c", slow]);
		await until("the deploy", () => shop.world.read("shipping").catch(() => null));
		frozen.signal("SIGSTOP");
		const id = /guard-\w+/.exec(frozen.printed())?.[0] ?? "";
		expect(await onB(b, ["resume", id])).toMatchObject({ code: 1, value: { error: { code: "guard.still-alive" } } });
		const done = await until(
			"B",
			async () => {
				const answer = await onB(b, ["resume", id]);
				return answer.at("error.code") === "guard.still-alive" ? null : answer;
			},
			60_000,
		);
		expect(done).toMatchObject({ code: 6, value: { outcome: "rolled-back" } });
		expect(JSON.stringify(done.lines[0])).toContain("was started on machine-a: should it still run there, end it there");
		frozen.signal("SIGCONT");
		expect(await frozen.ended).toBe(1);
		expect(frozen.printed()).toContain("was taken over by another process");
		expect([await shop.world.live("api"), await shop.world.live("worker")]).toEqual(["v2", "v2"]);
		expect(await shop.world.deploys()).toEqual(["began api v3 v2", "ended api v2"]);
	});

	test("both begin at once: one deploys, the other is refused", async ({ onTestFinished }) => {
		const { shop, a, b, service } = await machines(onTestFinished, "race");
		const deploy = (release: string) => ["guard", service, "--json", "--watch-for", "2s", "--", "sh", "-c", shop.ship(release)];
		const onA = startOnA(onTestFinished, a, deploy("v3"));
		const [codeA, answerB] = await Promise.all([onA.ended, onB(b, deploy("v4"))]);
		expect([codeA, answerB.code].toSorted()).toEqual([0, 3]);
		expect(`${onA.printed()}${JSON.stringify(answerB.value)}`).toContain("already-guarded");
		expect(await shop.world.live()).toBe(codeA === 0 ? "v3" : "v4");
	});

	/** A service on a platform of its own, and two checkouts of one config, each with a directory, a home and a `.backout` of its own. */
	async function machines(whenOver: WhenOver, service: string) {
		const world = await createGuardedWorld({}, true);
		const [a, b] = await Promise.all(["a", "b"].map((name) => mkdtemp(join(tmpdir(), `backout-machine-${name}-`))));
		if (a === undefined || b === undefined) throw new Error("no directories");
		whenOver(async () => {
			await world.remove();
			await Promise.all([a, b].map((directory) => rm(directory, { recursive: true, force: true })));
		});
		const targets = (service === "frozen" ? ["api", "worker"] : ["api"]).map((name) => execTarget(name, { cwd: world.directory }));
		const place = {
			targets,
			health: [{ http: world.healthUrl }],
			smoke: [{ command: ["sh", "-c", `cd ${world.directory} && ./well.sh`] }],
		};
		const settings = { bake: "1s", settle: "1s", thresholds: { window: "2s" }, environments: { production: place } };
		const config = JSON.stringify({ version: 1, state: postgres.url, environments: { production: {} }, services: { [service]: settings } });
		await Promise.all([a, b].map((directory) => writeFile(join(directory, "backout.yaml"), config)));
		const ship = (release: string, how = "well") => `cd ${world.directory} && ./ship.sh ${release} ${how}`;
		return { shop: { world, ship }, a, b, service };
	}
});

function home(directory: string): Readonly<Record<string, string>> {
	return { HOME: directory, BACKOUT_USER: "bea@machine-b" };
}

async function onB(directory: string, [verb = "", ...args]: readonly string[]): Promise<Answer> {
	const flags = args.includes("--json") ? [] : ["--json"];
	const { code, stdout, all } = await startBackout([verb, ...flags, ...args], { directory, env: home(directory) }).ended;
	if (stdout === "") throw new Error(all);
	return answerIn(stdout, code);
}

function startOnA(whenOver: WhenOver, directory: string, args: readonly string[]) {
	const [program = "", ...before] = MACHINE_A;
	const env = { ...process.env, NO_COLOR: "1", HOME: directory, BACKOUT_USER: "ana@machine-a" };
	const child = spawn(program, [...before, process.execPath, COMMAND, ...args], { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
	let printed = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk: Buffer) => {
			printed += chunk.toString();
		});
	}
	whenOver(() => void child.kill("SIGKILL"));
	const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
	return {
		ended,
		printed: () => printed,
		die: () => void child.kill("SIGKILL"),
		/** To the command alone; what it started goes on. */
		signal: (signal: NodeJS.Signals) => void process.kill(firstChildOf(child), signal),
	};
}

function firstChildOf({ pid }: ChildProcess): number {
	return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]);
}
