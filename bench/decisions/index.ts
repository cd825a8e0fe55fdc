import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { judgeRelease } from "../../src/assess/judge/judge-release.ts";
import { JUDGE_SETTINGS } from "../../src/assess/judge/release.ts";
import { errorText } from "../../src/core/error.ts";
import { backoutMethod } from "./backout.ts";
import { createCrew } from "./campaign.ts";
import { costTable, measureCost } from "./cost.ts";
import { judgeCases, scenarioTable, scoreLine, wrongCases } from "./file-report.ts";
import { failedChecksMethod } from "./peers/failed-checks.ts";
import { mannWhitneyMethod } from "./peers/mann-whitney.ts";
import { thresholdMethod } from "./peers/thresholds.ts";
import { readCases } from "./petshop.ts";
import { amountsFor, FULL, simulate } from "./simulation.ts";
import { falseAlarmTable, powerTable, simulationLine } from "./simulation-report.ts";
import { BACKOUT } from "./watching.ts";

const USAGE = `npm run bench:decisions -- [FILE…] [--peers] [--explain] [--only files,simulation,cost] [--watches N | --full] [--seed N] [--json]`;
const PARTS = ["files", "simulation", "cost"];

/** On a file a sample is a check; with five, Flagger's own number, three samples could never fail a release. */
const PEERS = [
	thresholdMethod(0.05),
	thresholdMethod(0.01),
	mannWhitneyMethod({ atMs: null, pointMs: 60_000 }),
	failedChecksMethod({ intervalMs: 60_000, threshold: 2, errorShare: 0.01 }),
];

const { values: flags, positionals: files } = given();
const wanted = flags.only.split(",");
const unknown = wanted.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) refuse(`there is no ${unknown.join(", ")}; ${USAGE}`);
const [watches, seed] = [wholeNumber("watches", flags.watches), wholeNumber("seed", flags.seed)];

if (wanted.includes("files")) await judgeFiles();
if (wanted.includes("simulation")) await runSimulation();
if (wanted.includes("cost")) showCost();

function given() {
	const yesOrNo = { type: "boolean", default: false } as const;
	const only = { type: "string", default: PARTS.join() } as const;
	const watches = { type: "string", default: "400" } as const;
	const seed = { type: "string", default: "1" } as const;
	try {
		return parseArgs({
			allowPositionals: true,
			options: { peers: yesOrNo, explain: yesOrNo, only, watches, full: yesOrNo, seed, json: yesOrNo },
		});
	} catch (fault) {
		return refuse(`${errorText(fault)}; ${USAGE}`);
	}
}

/** All files are read before the first is judged, so that a fault in the last is known at once; the lines come first, for programs that read only them. */
async function judgeFiles(): Promise<void> {
	const ours = backoutMethod(judgeRelease);
	const read = await Promise.all(files.map(async (file) => ({ file, cases: await casesIn(file) })));
	const judged = read.map(({ file, cases }) => ({ file, cases, found: judgeCases(cases, ours, JUDGE_SETTINGS) }));
	for (const { file, cases, found } of judged) {
		say(scoreLine(file, found, null));
		if (flags.peers) for (const peer of PEERS) say(scoreLine(file, judgeCases(cases, peer, JUDGE_SETTINGS), peer.name));
	}
	for (const { file, found } of judged) {
		tell(`\n${file}\n\n${scenarioTable(found)}`);
		if (flags.explain) tell(wrongCases(found).join("\n"));
	}
}

/** What is wrong with a person's file is the answer; where in our code it was noticed is not. */
async function casesIn(file: string): Promise<Awaited<ReturnType<typeof readCases>>> {
	return await readCases(file).catch((fault: unknown) => {
		if (!(fault instanceof Error && "code" in fault)) return refuse(errorText(fault));
		const why = fault.code === "ENOENT" ? "is not there" : `cannot be read: ${fault.message}`;
		return refuse(`${file} ${why}; name a file of cases, one JSON object a line`);
	});
}

async function runSimulation(): Promise<void> {
	const crew = createCrew(seed);
	try {
		const amounts = flags.full ? FULL : amountsFor(watches);
		const results = await simulate(crew, amounts, flags.peers, (what) => process.stderr.write(`${what}\n`));
		if (flags.json) return say(...results.map(simulationLine));
		const [ours, peers] = [results.filter(isOurs), results.filter((result) => !isOurs(result))];
		tell(
			`\nSimulated watches of 30 minutes, a look every 10 s; seed ${seed}, ${availableParallelism()} cores\n\n${falseAlarmTable(ours, false)}`,
		);
		tell(`\nErrors rise from 1 % to 5 % with the release\n\n${powerTable(ours, false)}`);
		if (peers.length > 0) tell(`\nPeers' methods on the same traffic\n\n${falseAlarmTable(peers, true)}\n\n${powerTable(peers, true)}`);
	} finally {
		await crew.stop();
	}
}

function showCost(): void {
	const costs = measureCost(flags.full ? 10_000 : 1_000);
	if (flags.json) say(...costs.map((cost) => JSON.stringify({ cost: cost.what, medianMs: cost.medianMs, shareOfCore: cost.shareOfCore })));
	else tell(`\nWhat judging costs: 180 samples, 3 hours of baseline, 3 dependencies\n\n${costTable(costs)}`);
}

function isOurs({ method }: { readonly method: string }): boolean {
	return method === BACKOUT?.name;
}

function wholeNumber(flag: string, text: string): number {
	const value = Number(text);
	if (Number.isSafeInteger(value) && value > 0) return value;
	return refuse(`--${flag} takes a whole number above 0, not "${text}"; ${USAGE}`);
}

/** Ends the benchmark before any score is printed. */
function refuse(why: string): never {
	process.stderr.write(`${why}\n`);
	process.exit(1);
}

/** For people: left out when only lines of JSON are wanted. */
function tell(text: string): void {
	if (!flags.json) say(text);
}

function say(...lines: readonly string[]): void {
	for (const line of lines) process.stdout.write(`${line}\n`);
}
