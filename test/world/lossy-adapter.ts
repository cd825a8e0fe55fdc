import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Adapter, Goal, Proposal, VersionedTarget } from "../../src/core/adapter.ts";
import type { TargetRelease } from "../../src/core/release.ts";
import type { Step, StepState } from "../../src/core/step.ts";

const schema = z.strictObject({ file: z.string(), risk: z.enum(["lossy", "irreversible"]) });
type Settings = z.infer<typeof schema>;

const payloadSchema = z.object({ from: z.string(), to: z.string() });

/** A plugin as a team would write one: a file that holds a release's name, and going back in it may lose something. */
const lossyAdapter: Adapter<Settings> = {
	kind: "ledgerfile",
	schema,
	endpoints: ({ file }, directory) => [`ledgerfile:${join(directory, file)}`],
	connect: async (settings, { directory }) => targetOver(join(directory, settings.file), settings.risk),
};
export default lossyAdapter;

const RELEASES = ["v3", "v2", "v1"];

function targetOver(file: string, risk: Settings["risk"]): VersionedTarget {
	const live = async () => (await readFile(file, "utf8")).trim();
	return {
		kind: "versioned",
		check: async () => [],
		evidence: async () => [{ name: "live.txt", content: await live() }],
		current: async () => targetRelease(await live()),
		history: async (limit) => RELEASES.slice(0, limit).map(targetRelease),
		propose: async (goal) => proposal(goal, await live(), risk),
		observe: async (step) => stateOf(step, await live()),
		async apply(step) {
			const { from, to } = payloadSchema.parse(step.payload);
			if ((await live()) !== from) throw new Error(`${from} is not live`);
			await writeFile(file, `${to}\n`);
		},
	};
}

function targetRelease(id: string): TargetRelease {
	return { id, label: id, commit: null, digest: null, deployedAt: null, unavailable: null };
}

function proposal(goal: Goal, from: string, risk: Settings["risk"]): Proposal {
	if (goal.kind !== "return") return { kind: "refused", rule: "unsupported-goal", reason: "only returns", fix: "ask for a release" };
	if (goal.to.id === from && !goal.force) return { kind: "nothing", reason: `${from} is live` };
	const payload = { from, to: goal.to.id };
	const more = { repeat: "conditional", command: `echo ${goal.to.id} > ledger`, payload, undo: null, timeoutMs: 10_000 } as const;
	const title = `Write ${goal.to.id} into the ledger`;
	return { kind: "steps", steps: [{ name: "write", title, risk, ...more }], warnings: [], notChanged: [] };
}

function stateOf(step: Step, live: string): StepState {
	const { from, to } = payloadSchema.parse(step.payload);
	if (live === to) return { state: "landed", detail: `${to} is live` };
	return live === from ? { state: "untouched", detail: `${from} is live` } : { state: "unknown", detail: `${live} is live` };
}
