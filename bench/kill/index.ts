import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, FILE_ADAPTER_SOURCE } from "../bundle.ts";
import { median } from "../statistics.ts";
import { planCampaign, runCampaign } from "./campaign.ts";
import type { CaseResult } from "./case.ts";

const FEWEST_KILLS = 200;

const isQuick = process.argv.includes("--quick");
const startedAt = Date.now();
const built = await bundle({ child: fileURLToPath(new URL("./child.ts", import.meta.url)), "file-adapter": FILE_ADAPTER_SOURCE });
const programs = { child: join(built.directory, "child.js"), fileAdapter: join(built.directory, "file-adapter.js") };
const cases = await planCampaign(isQuick, programs);
say(`${cases.length} cases: SIGKILL before and after every journal write, every engine write, every apply and every deploy of a guard`);

let done = 0;
const result = await runCampaign(cases, programs, (one) => {
	done++;
	if (one.faults.length > 0) say(...faultLines(one));
	if (done % 25 === 0) say(`${done} of ${cases.length} cases, ${Math.round((Date.now() - startedAt) / 1_000)} s`);
});

await built.remove();
const { kills, resumed, lost, doubled, takenUpMs } = result;
say(`taken up after: median ${median(takenUpMs)} ms, longest ${Math.max(0, ...takenUpMs)} ms from the start of the process that resumed`);
const hasEnough = isQuick || kills >= FEWEST_KILLS;
if (!hasEnough) say(`only ${kills} kills; ${FEWEST_KILLS} are asked for`);
say(`${kills} kills, ${resumed} resumed, ${lost} lost, ${doubled} doubled`);
process.exitCode = hasEnough && kills > 0 && lost === 0 && doubled === 0 ? 0 : 1;

function say(...lines: readonly string[]): void {
	for (const line of lines) process.stdout.write(`${line}\n`);
}

function faultLines(one: CaseResult): readonly string[] {
	return [`BROKEN ${one.case.variant}: killed ${one.deaths.join(", then ") || "nowhere"}`, ...one.faults.map((fault) => `  ${fault}`)];
}
