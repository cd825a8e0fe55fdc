import type { App } from "../../src/app/index.ts";

const PLACE = { service: "shop", environment: "production" };

/** As a pipeline does: deploys under guard. Whoever comes after one that died finishes what is left of it, and deploys nothing new. Returns how it ended. */
export async function guardOnce(app: App, directory: string, isFirst: boolean): Promise<string> {
	const audience = {
		tell: () => undefined,
		signal: new AbortController().signal,
		carryOut: (run: string) => app.work(run, new AbortController().signal),
	};
	const [left] = await app.openGuards(PLACE);
	if (left !== undefined) return (await app.resumeGuard(left.guard.id, audience)).outcome;
	if (!isFirst) return "nothing left";
	const request = {
		command: ["./ship.sh"],
		directory,
		watchForMs: 1_000,
		deployTimeoutMs: 30_000,
		approvalWaitMs: 0,
		version: "v3",
		commit: null,
		mayLackWayBack: false,
	};
	return (await app.guard(PLACE, request, audience)).outcome;
}
