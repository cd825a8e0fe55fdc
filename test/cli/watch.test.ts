import { spawn, spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { answerIn, valueAt } from "../world/answer.ts";
import { COMMAND, until } from "../world/command-line.ts";
import { createWorld, SHOP, type World } from "../world/world.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
});
afterEach(() => world.remove());

const incidents = () => world.ask((app) => app.incidents({ service: SHOP.service, isOpenOnly: false, limit: 9 }));

describe("assess --watch into a pipe", () => {
	test("is a line a look while all is well, and the whole answer once a second look agrees that it is not", async () => {
		const watching = world.start(["assess", "shop", "--watch", "--every", "200ms", "--exit-code"]);
		await until("two looks", () => watching.printed().match(/^\d\d:\d\d:\d\d {2}well/gm)?.length === 2);
		expect(await incidents()).toEqual([]);
		world.health = 500;
		const { code, stdout } = await watching.ended;
		expect(code).toBe(7);
		const lines = stdout.split("\n");
		expect(lines.find((line) => line.includes("roll-back P0"))).toContain("health check fails");
		expect(stdout).toContain("\nROLL BACK  shop in production");
		expect(stdout).not.toContain("\u001b");
		expect(await incidents()).toHaveLength(1);
	});

	test("one failed look among good ones decides nothing and opens no incident", async () => {
		const watching = world.start(["assess", "shop", "--watch", "--every", "2s"]);
		await until("a look", () => /^\S+ {2}well/m.test(watching.printed()));
		world.health = 500;
		await until("a bad look", () => /roll-back/.test(watching.printed()));
		world.health = 200;
		await until("it is well again", () => /roll-back[\s\S]*\n\S+ {2}well/.test(watching.printed()));
		expect(await incidents()).toEqual([]);
		watching.kill("SIGINT");
		expect((await watching.ended).code).toBe(130);
	});

	test("with --json every look is a line, with --keep also after it was decided; left, it tells the last decision by its code", async () => {
		world.health = 500;
		const watching = world.start(["assess", "shop", "--watch", "--keep", "--every", "100ms", "--json", "--exit-code"]);
		await until("four looks", () => watching.printed().split("\n").length > 4);
		watching.kill("SIGINT");
		const { code, stdout } = await watching.ended;
		expect(code).toBe(7);
		const { lines } = answerIn(stdout.slice(0, stdout.lastIndexOf("\n")), code);
		expect(lines.map((line) => valueAt(line, "decision.action"))).toEqual(lines.map(() => "roll-back"));
		expect(new Set(lines.map((line) => valueAt(line, "incident"))).size).toBe(2);
		expect(await incidents()).toHaveLength(1);
	});
});

/** util-linux; others have a `script` that speaks otherwise. */
const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") === true;

describe.runIf(hasScript)("assess --watch at a terminal", () => {
	/** The command on a pseudo-terminal of 90 × 24; what is typed goes to its keyboard. */
	function atTerminal(env: Readonly<Record<string, string>> = {}) {
		const line = `stty cols 90 rows 24; exec '${process.execPath}' '${COMMAND}' assess shop --watch --every 500ms`;
		const child = spawn("script", ["-qefc", line, "/dev/null"], {
			cwd: world.directory,
			env: { PATH: process.env["PATH"], TERM: "xterm-256color", LANG: "C.UTF-8", BACKOUT_USER: "ana@laptop", ...env },
		});
		let printed = "";
		child.stdout.on("data", (chunk: Buffer) => {
			printed += chunk.toString();
		});
		const ended = new Promise<number | null>((settle) => child.once("close", settle));
		return { ended, printed: () => printed, type: (keys: string) => void child.stdin.write(keys) };
	}

	test("is a picture drawn over in its place; Ctrl-C leaves the last one, shows the cursor again and exits with 130", async () => {
		const terminal = atTerminal();
		await until("two looks", () => terminal.printed().includes("look 2 · next in"));
		terminal.type("\u0003");
		expect(await terminal.ended).toBe(130);
		expect(
			terminal
				.printed()
				.split("\u001b[")
				.some((part) => /^\d+A/.test(part)),
		).toBe(true);
		expect(terminal.printed()).toContain("space looks now, q or Ctrl-C leaves");
		expect(terminal.printed().trimEnd().endsWith("\u001b[?25h")).toBe(true);
	});

	test("ends with the whole answer below the last picture when a release turns bad", async () => {
		const terminal = atTerminal();
		await until("a look", () => terminal.printed().includes("look 1 · next in"));
		world.health = 500;
		expect(await terminal.ended).toBe(0);
		expect(terminal.printed()).toMatch(/the last[\s\S]*Next[\s\S]*backout run shop -e production/);
	});

	test("without colours and UTF-8 it is in ASCII; a dumb terminal gets lines", async () => {
		const plain = atTerminal({ NO_COLOR: "1", LC_ALL: "C" });
		await until("a look", () => plain.printed().includes("look 1"));
		plain.type("q");
		expect(await plain.ended).toBe(130);
		expect(plain.printed()).toMatch(/^\p{ASCII}*$/u);
		expect(
			plain
				.printed()
				.split("\u001b[")
				.filter((part) => /^\d+m/.test(part)),
		).toEqual([]);
		const dumb = atTerminal({ TERM: "dumb" });
		await until("a line", () => /^\d\d:\d\d:\d\d {2}well/m.test(dumb.printed()));
		dumb.type("\u0003");
		expect(await dumb.ended).toBe(130);
		expect(dumb.printed()).not.toContain("\u001b");
	});
});
