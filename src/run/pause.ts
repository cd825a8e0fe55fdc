import { eventsOf } from "../core/run-events.ts";
import { note, once, type RunContext } from "./context.ts";

/** Signals are not buffered by the engine, so a wait also ends by itself and looks again: soon at first, hourly later. */
const LOOK_AGAIN_MS = [60_000, 300_000, 900_000, 3_600_000];

/** The engine signal that wakes a run which waits for a person. */
export function wakeSignal(run: string): string {
	return `backout:wake:${run}`;
}

/** Waits durably until somebody wakes the run, or until it is time to look again. `turn` counts the waits at this place. */
export async function waitForWake(context: RunContext, place: string, turn: number): Promise<void> {
	const timeout = LOOK_AGAIN_MS[Math.min(turn, LOOK_AGAIN_MS.length - 1)] ?? 60_000;
	await context.durable.waitForSignal({ name: `wake ${place} ${turn}`, signal: wakeSignal(context.run.id), timeout });
}

/** The place between two steps where a person's wish is heard. `waited` says that time has passed and the world may have moved. */
export async function pause(context: RunContext, place: string): Promise<{ readonly wish: "go" | "cancel"; readonly waited: boolean }> {
	for (let turn = 0; ; turn++) {
		const request = await once(context, `ask ${place} ${turn}`, async () => {
			const wish = (await context.store.runs.get(context.run.id))?.request ?? null;
			if (wish === "park") await park(context, place, turn);
			return wish;
		});
		if (request === null) return { wish: "go", waited: turn > 0 };
		if (request === "cancel") return { wish: "cancel", waited: turn > 0 };
		await waitForWake(context, place, turn);
	}
}

async function park(context: RunContext, place: string, turn: number): Promise<void> {
	const events = await context.store.runs.events(context.run.id, 0);
	const by = eventsOf({ events }, "run.park-requested").at(-1)?.by ?? context.run.requestedBy;
	await note(context, `parked:${place}:${turn}`, { type: "run.parked", by, at: place }, "parked");
}
