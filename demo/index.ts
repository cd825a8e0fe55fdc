/** npm run demo: a bad release under real traffic, noticed, undone and proven well. With --json the last line is for programs. */
import { setTimeout as sleep } from "node:timers/promises";
import { backout, pm2 } from "./tools.ts";
import { startTraffic, type Traffic } from "./traffic.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const isJson = process.argv.includes("--json");
/** With --json the story goes to standard error, so that standard output is for programs alone. */
const say = (text: string): void => void (isJson ? process.stderr : process.stdout).write(`${text}\n`);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** `assess --exit-code`: there is something to do. */
const ACT_NOW = 7;
/** How long v1 serves before v2 is deployed, so that there is a "before" to compare with, in milliseconds. */
const BEFORE_MS = 6_000;

interface Result {
	readonly decision: string;
	readonly from: string;
	readonly to: string;
	readonly recovered: boolean;
	readonly detectedMs: number;
	readonly recoveredMs: number;
	readonly lost: number;
	readonly report: string | null;
}

const workspace = await createWorkspace();
let traffic: Traffic | null = null;
let isCleaned = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
	process.once(signal, () => void cleanUp().then(() => process.exit(130)));
}
try {
	const result = await tellStory(workspace);
	summarise(result);
	process.exitCode = result.recovered ? 0 : 1;
} finally {
	await cleanUp();
}

async function tellStory(place: Workspace): Promise<Result> {
	say("1. Release v1 of a small shop runs under PM2, two instances, with customers on it.");
	await place.point("v1");
	await must(pm2(place, "start", place.ecosystem), "pm2 start");
	traffic = startTraffic(place.port);
	await must(backout(place, ["record", "shop", "v1", "--good"]), "backout record v1");
	await sleep(BEFORE_MS);

	say("2. Release v2 is deployed. The deploy looks fine: health is green.");
	await place.point("v2");
	await must(pm2(place, "reload", "shop-api"), "pm2 reload");
	await must(backout(place, ["record", "shop", "v2"]), "backout record v2");
	const deployedAt = Date.now();
	traffic.mark();

	say("3. Backout watches.\n");
	const assessment = await assess(place);
	const detectedMs = assessment.atMs - deployedAt;

	say("\n4. It says what it would do, then does it.\n");
	const run = await rollBack(place, assessment);
	const recoveredMs = Date.parse(run.recoveredAt ?? new Date().toISOString()) - deployedAt;
	return {
		decision: assessment.action,
		from: run.from,
		to: run.to,
		recovered: run.status === "succeeded" && (await liveRelease(place)) === "v1",
		detectedMs,
		recoveredMs,
		lost: traffic.lost(),
		report: run.report,
	};
}

interface Judged {
	readonly action: string;
	readonly because: string;
	/** When it was decided, in milliseconds since the epoch. */
	readonly atMs: number;
}

/** The watching screen is the real one; what was decided is then read from the incident. */
async function assess(place: Workspace): Promise<Judged> {
	const watched = await backout(place, ["assess", "shop", "--watch", "--exit-code", ...(isJson ? ["--json"] : [])], !isJson);
	if (watched.code !== ACT_NOW) throw new Error(`no decision to act (exit ${watched.code}): ${watched.stdout}${watched.stderr}`);
	const [incident] = JSON.parse((await must(backout(place, ["incident", "list", "--json"]), "backout incident list")).stdout);
	const shown = JSON.parse((await must(backout(place, ["incident", "show", incident.id, "--json"]), "backout incident show")).stdout);
	const { decision, at } = shown.caseFile.assessments.at(-1);
	return { action: decision.action, because: decision.reasons[0]?.text ?? "", atMs: Date.parse(at) };
}

interface RunTold {
	readonly status: string;
	readonly from: string;
	readonly to: string;
	readonly report: string | null;
	readonly recoveredAt: string | null;
}

async function rollBack(place: Workspace, judged: Judged): Promise<RunTold> {
	const args = ["run", "shop", "--yes", "--reason", judged.because];
	if (isJson) await backout(place, [...args, "--json"]);
	else await backout(place, args, true);
	const shown = JSON.parse((await must(backout(place, ["show", "--json"]), "backout show")).stdout);
	const finished = shown.events.at(-1);
	const proven = shown.events.find((event: { type: string }) => event.type === "verification.finished");
	return {
		status: shown.run.status,
		from: shown.run.from.label,
		to: shown.run.to.label,
		report: finished?.report ?? null,
		recoveredAt: proven?.verification.outcome === "healthy" ? proven.time : null,
	};
}

/** Asked of the shop itself, not of Backout. */
async function liveRelease(place: Workspace): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${place.port}/health`);
	const body: unknown = await response.json();
	return typeof body === "object" && body !== null && "release" in body ? String(body.release) : "unknown";
}

function summarise(result: Result): void {
	say(`
Detected after ${seconds(result.detectedMs)}, decided to ${result.decision.replace("-", " ")}, recovered after ${seconds(result.recoveredMs)}, requests lost ${result.lost}.
${result.from} → ${result.to}; the report: ${result.report ?? "none"}
All of it is kept in ${workspace.directory}: go there for backout show, backout incident list or backout audit verify.`);
	if (isJson) process.stdout.write(`${JSON.stringify(result)}\n`);
}

async function cleanUp(): Promise<void> {
	if (isCleaned) return;
	isCleaned = true;
	traffic?.stop();
	await pm2(workspace, "kill");
	await workspace.remove();
}

async function must(ended: ReturnType<typeof pm2>, what: string): ReturnType<typeof pm2> {
	const result = await ended;
	if (result.code !== 0) throw new Error(`${what} failed (${result.code}): ${result.stdout}${result.stderr}`);
	return result;
}
