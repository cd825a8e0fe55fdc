/** Run by the adapter contract in a child process: applies one step and kills itself before, during or after. */
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createProcessRunner } from "../runtime/process.ts";
import type { AdapterFixture } from "./adapter-contract.ts";
import { callFor, testClock } from "./step-driver.ts";

/** Long enough for a process behind the gate to have begun, short enough to fall inside its work. */
const INSIDE_MS = 60;

const file = process.argv[2];
if (file === undefined) throw new Error("usage: killed-apply.ts CASE.json");
const { moment, fixtureUrl, state, step, journal } = JSON.parse(readFileSync(file, "utf8"));
const { fixture }: { fixture: AdapterFixture } = await import(fixtureUrl);
const target = await fixture.reconnect(state);
const die = () => process.kill(process.pid, "SIGKILL");

const processes = createProcessRunner({
	clock: testClock,
	journal: {
		async started(group) {
			appendFileSync(journal, `${JSON.stringify(group)}\n`);
			if (moment === "during") setTimeout(die, INSIDE_MS);
		},
		async ended() {},
	},
});

if (moment === "before") die();
if (moment === "during") setTimeout(die, 2_000);
await target.apply(step, { ...callFor(), processes });
if (moment === "after") die();
await sleep(3_000);
die();
