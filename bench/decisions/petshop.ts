import { readFile } from "node:fs/promises";
import { z } from "zod";

const measured = z.number().nullish();

const sample = z.object({
	t: z.number(),
	requests: measured,
	availabilityPercent: measured,
	latencyAvgMs: measured,
	latencyP50Ms: measured,
	latencyP95Ms: measured,
	latencyP99Ms: measured,
});

const petshopCase = z
	.object({
		id: z.string(),
		scenario: z.string(),
		label: z.enum(["faulty-release", "innocent-release", "healthy-release"]),
		deployed: z.string(),
		deployedAt: z.number(),
		sampleSeconds: z.number().positive(),
		dependencies: z.record(z.string(), z.array(z.string())),
		series: z.record(z.string(), z.array(sample)),
	})
	.refine((one) => Object.hasOwn(one.series, one.deployed), "`deployed` names a service that has no series");

/** One labelled case of a file. Only the score may read the label; the fault is not even read. */
export type PetshopCase = z.infer<typeof petshopCase>;
export type PetshopSample = z.infer<typeof sample>;
export type Label = PetshopCase["label"];

/** The cases of a JSONL file in their order; blank lines are nothing. Throws with `file:line` at the first line that is no case: a benchmark that leaves cases out would lie. */
export async function readCases(file: string): Promise<readonly PetshopCase[]> {
	const lines = (await readFile(file, "utf8")).split("\n");
	const cases = lines.flatMap((line, index) => (line.trim() === "" ? [] : [parseCase(line, `${file}:${index + 1}`)]));
	if (cases.length === 0) throw new Error(`${file} holds no case: one JSON object a line is expected`);
	return cases;
}

/** One line as a case; throws an error that begins with `where`. */
export function parseCase(line: string, where: string): PetshopCase {
	const parsed = petshopCase.safeParse(jsonOf(line, where));
	if (parsed.success) return parsed.data;
	const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the line"}: ${message}`);
	throw new Error(`${where}: ${faults.join("; ")}`);
}

function jsonOf(line: string, where: string): unknown {
	try {
		return JSON.parse(line);
	} catch (error) {
		throw new Error(`${where}: not JSON (${error instanceof Error ? error.message : String(error)})`, { cause: error });
	}
}
