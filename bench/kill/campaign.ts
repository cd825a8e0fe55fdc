import { type CaseResult, countOperations, type KillCase, type Programs, runCase } from "./case.ts";
import type { KillPoint } from "./fuse.ts";
import type { Variant } from "./world.ts";

const VARIANTS: readonly Variant[] = ["files", "exec", "guard-good", "guard-bad"];
/** A run that is taken up later than this after its process died counts as lost (design.md §9). */
const TAKE_UP_LIMIT_MS = 5_000;
/** Every so many cases, the process that resumes is killed as well. */
const DOUBLE_EVERY = 9;
/** Cases at once; most of a case is waiting for the dead worker's lease. */
const AT_ONCE = 6;

/** What a whole campaign found. */
export interface CampaignResult {
	readonly kills: number;
	readonly resumed: number;
	readonly lost: number;
	readonly doubled: number;
	/** In milliseconds, of the cases in which something was left to take up. */
	readonly takenUpMs: readonly number[];
	readonly broken: readonly CaseResult[];
}

/** A kill before and after every write of an undisturbed run, and in the middle of every effect that a child process makes; `quick` keeps a handful. */
export async function planCampaign(isQuick: boolean, programs: Programs): Promise<readonly KillCase[]> {
	const perVariant = await Promise.all(VARIANTS.map(async (variant) => casesOf(variant, await countOperations(variant, programs))));
	return isQuick ? perVariant.flatMap((cases) => spread(cases, 6)) : perVariant.flat();
}

function casesOf(variant: Variant, operations: readonly string[]): readonly KillCase[] {
	const points = operations.flatMap((name, index): KillPoint[] => {
		const operation = index + 1;
		const isLong = (variant !== "files" && name.endsWith(".apply")) || name === "tool.run";
		const moments = isLong ? (["before", "during", "after"] as const) : (["before", "after"] as const);
		return moments.map((moment) => ({ operation, moment }));
	});
	return points.map((point, index) => {
		const isDouble = index % DOUBLE_EVERY === DOUBLE_EVERY - 1;
		return { variant, kills: isDouble ? [point, secondPoint(index, operations.length - index / 2)] : [point] };
	});
}

/** Somewhere in what is left of the run: the resumer's writes are counted from its own start. */
function secondPoint(seed: number, left: number): KillPoint {
	return { operation: 1 + (seed % Math.max(1, Math.floor(left))), moment: seed % 2 === 0 ? "before" : "after" };
}

/** So many of the cases, evenly over the run, the effects in flight among them. */
function spread(cases: readonly KillCase[], count: number): readonly KillCase[] {
	const inFlight = cases.filter(({ kills }) => kills[0]?.moment === "during").slice(0, 1);
	const rest = count - inFlight.length;
	const evenly = Array.from({ length: rest }, (_, index) => cases[Math.floor(((index + 0.5) * cases.length) / rest)]);
	return [...inFlight, ...evenly.filter((killCase) => killCase !== undefined)];
}

/** Runs the cases, a few at once, and tells each result as it comes. */
export async function runCampaign(
	cases: readonly KillCase[],
	programs: Programs,
	tell: (result: CaseResult) => void,
): Promise<CampaignResult> {
	const results: CaseResult[] = [];
	const waiting = cases.values();
	const worker = async (): Promise<void> => {
		for (const killCase of waiting) {
			const result = late(await runCase(killCase, programs));
			results.push(result);
			tell(result);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	return summary(results);
}

function late(result: CaseResult): CaseResult {
	if (result.takenUpMs === null || result.takenUpMs <= TAKE_UP_LIMIT_MS) return result;
	return { ...result, faults: [...result.faults, `taken up after ${result.takenUpMs} ms`] };
}

function summary(results: readonly CaseResult[]): CampaignResult {
	const kills = sum(results.map((result) => result.kills));
	const broken = results.filter(({ faults }) => faults.length > 0);
	// A world that breaks without a kill is a fault too, and must not vanish from the count.
	const lost = sum(broken.map((result) => Math.max(1, result.kills)));
	return {
		kills,
		resumed: Math.max(0, kills - lost),
		lost,
		doubled: sum(results.map((result) => result.doubled)),
		takenUpMs: results.flatMap(({ takenUpMs }) => (takenUpMs === null ? [] : [takenUpMs])),
		broken,
	};
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
