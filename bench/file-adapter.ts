import { appendFile, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import type { Adapter, Proposal, VersionedTarget } from "../src/core/adapter.ts";
import { errorText } from "../src/core/error.ts";
import type { TargetRelease } from "../src/core/release.ts";

const schema = z.strictObject({
	log: z.string().describe("Effects are appended here, one line each"),
	steps: z.array(z.string()).min(1).describe("The steps that a return takes, in order"),
});

/** A platform made of one file: an effect is one atomic append, and it is appended as often as `apply` is called, so that a second apply shows. */
const fileAdapter: Adapter<z.infer<typeof schema>> = {
	kind: "files",
	schema,
	endpoints: (config, directory) => [resolve(directory, config.log)],
	async connect(config, { directory }) {
		return fileTarget(resolve(directory, config.log), config.steps);
	},
};
export default fileAdapter;

function fileTarget(log: string, names: readonly string[]): VersionedTarget {
	const isLive = async () => ((await effects(log)).length > 0 ? "v1" : "v2");
	return {
		kind: "versioned",
		check: async () => [{ name: "log", ok: true, detail: log, fix: null }],
		current: async () => release(await isLive()),
		history: async () => [release("v2"), release("v1")],
		propose: async (): Promise<Proposal> => ({ kind: "steps", steps: names.map(draft), warnings: [], notChanged: [] }),
		async observe(step) {
			try {
				const hasEffect = (await effects(log)).includes(step.id);
				return { state: hasEffect ? "landed" : "untouched", detail: hasEffect ? "in the log" : "not in the log" };
			} catch (thrown) {
				return { state: "unknown", detail: errorText(thrown) };
			}
		},
		// O_APPEND and one short write: whole or not at all.
		apply: async (step) => await appendFile(log, `${step.id}\n`),
		evidence: async () => [{ name: "effects.log", content: await readFile(log, "utf8").catch(() => "") }],
	};
}

function draft(name: string) {
	return {
		name,
		title: `Append ${name}`,
		risk: "safe",
		repeat: "never",
		command: `echo ${name}`,
		payload: { name },
		undo: null,
		timeoutMs: 20_000,
	} as const;
}

async function effects(log: string): Promise<readonly string[]> {
	const text = await readFile(log, "utf8").catch(() => "");
	return text.split("\n").filter((line) => line !== "");
}

function release(id: string): TargetRelease {
	return { id, label: id, commit: null, digest: null, deployedAt: null, unavailable: null };
}
