import { z } from "zod";
import type { BenchCluster } from "./cluster.ts";
import { type Timed, timedProcess } from "./timed-process.ts";

/** One rollback, in milliseconds from the start of its first process. */
export interface Rolled {
	/** Until the roll-out is complete, and whoever asked has been told. */
	readonly completeMs: number;
	/** Until the last process has ended: for kubectl the same. */
	readonly endedMs: number;
	/** When the first process began, in milliseconds since the epoch. */
	readonly startedAtMs: number;
	/** The run's journal, by the type of its entries, in milliseconds since the epoch; empty for kubectl. */
	readonly journal: ReadonlyMap<string, number>;
}

/** A way to roll a Deployment back to the release before. */
export type Way = (name: string) => Promise<Rolled>;

/** `kubectl rollout undo`, then `kubectl rollout status`, one after the other as a person types them; its discovery cache is warm after the first time. */
export function byHand({ kubeconfig }: BenchCluster): Way {
	const program = process.env["BACKOUT_TEST_KUBECTL"] ?? "kubectl";
	const env = { KUBECONFIG: kubeconfig, KUBECACHEDIR: `${kubeconfig}.cache` };
	return async (name) => {
		const undo = await timedProcess([program, "rollout", "undo", `deployment/${name}`], env, "/");
		const status = await timedProcess([program, "rollout", "status", `deployment/${name}`, "--timeout=5m"], env, "/");
		const endedMs = status.startedAtMs + status.wallMs - undo.startedAtMs;
		return { completeMs: endedMs, endedMs, startedAtMs: undo.startedAtMs, journal: new Map() };
	};
}

const eventShape = z.looseObject({ type: z.string(), time: z.string().optional(), status: z.string().optional() });

/** `backout run NAME --to v1 --yes --json` of the product as it is built, with the config in the directory. */
export function byBackout(main: string, directory: string): Way {
	return async (name) => {
		const ran = await timedProcess([process.execPath, main, "run", name, "--to", "v1", "--yes", "--json"], {}, directory);
		const events = ran.lines.map(({ afterMs, text }) => ({ afterMs, ...eventShape.parse(JSON.parse(text)) }));
		const landed = events.find(({ type }) => type === "step.landed");
		const finished = events.find(({ type }) => type === "run.finished");
		if (landed === undefined || finished?.status !== "succeeded") throw new Error(`${name} was not rolled back: ${saidBy(ran)}`);
		const journal = new Map(events.flatMap(({ type, time }) => (time === undefined ? [] : [[type, Date.parse(time)] as const])));
		return { completeMs: landed.afterMs, endedMs: ran.wallMs, startedAtMs: ran.startedAtMs, journal };
	};
}

function saidBy({ lines }: Timed): string {
	return lines.map(({ text }) => text).join("\n");
}
