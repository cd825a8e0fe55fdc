// Run as a program of its own: appends `count` events to a run and prints the number of each once the store has it.
import type { StateConfig } from "../../core/config.ts";
import { systemClock } from "../../runtime/clock.ts";
import { openStore } from "../../store/index.ts";
import { sampleEvent } from "./values.ts";

const [stateText = "", run = "", prefix = "", count = "0"] = process.argv.slice(2);
const state: StateConfig = JSON.parse(stateText);
const store = await openStore(state, { clock: systemClock });
for (let number = 1; number <= Number(count); number += 1) {
	await store.runs.append(run, [sampleEvent(`${prefix}${number}`)]);
	process.stdout.write(`${number}\n`);
}
await store.close();
