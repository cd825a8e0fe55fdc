import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import type { Adapter, Proposal, VersionedTarget } from "../../src/core/adapter.ts";

const schema = z.strictObject({ file: z.string(), releases: z.array(z.string()).min(1) });
const payloadSchema = z.object({ from: z.string(), to: z.string() });

const adapter: Adapter<z.infer<typeof schema>> = {
	kind: "line",
	schema,
	endpoints: ({ file }, directory) => [`line:${resolve(directory, file)}`],
	connect: async ({ file, releases }, { directory }) => targetOver(resolve(directory, file), releases),
};
export default adapter;

function targetOver(file: string, releases: readonly string[]): VersionedTarget {
	const live = async () => (await readFile(file, "utf8")).trim();
	return {
		kind: "versioned",
		check: async () => [{ name: "the file can be read", ok: true, detail: await live(), fix: null }],
		current: async () => release(await live()),
		history: async (limit) => releases.slice(0, limit).map(release),
		async propose(goal): Promise<Proposal> {
			if (goal.kind !== "return")
				return { kind: "refused", rule: "unsupported-goal", reason: "a line can only return", fix: "name a release" };
			const from = await live();
			if (goal.to.id === from) return { kind: "nothing", reason: `${from} is live` };
			const payload = { from, to: goal.to.id };
			return { kind: "steps", warnings: [], notChanged: [], steps: [draft(payload, file)] };
		},
		async observe(step) {
			const { from, to } = payloadSchema.parse(step.payload);
			const now = await live();
			if (now === to) return { state: "landed", detail: `${to} is live` };
			return now === from ? { state: "untouched", detail: `${from} is live` } : { state: "unknown", detail: `${now} is live` };
		},
		async apply(step) {
			const { from, to } = payloadSchema.parse(step.payload);
			if ((await live()) !== from) throw new Error(`${from} is not live any more`);
			await writeFile(file, `${to}\n`);
		},
		evidence: async () => [{ name: "live.txt", content: await live() }],
	};
}

function draft(payload: { readonly from: string; readonly to: string }, file: string) {
	const more = { risk: "safe", repeat: "conditional", undo: null, timeoutMs: 10_000 } as const;
	return { name: "write", title: `Write ${payload.to}`, command: `echo ${payload.to} > ${file}`, payload, ...more };
}

function release(id: string) {
	return { id, label: id, commit: null, digest: null, deployedAt: null, unavailable: null };
}
