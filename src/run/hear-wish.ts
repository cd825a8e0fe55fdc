import type { RunContext } from "./context.ts";

/** Between two looks whether somebody asked the run to park or to stop, in milliseconds: a person at a terminal waits for the answer. */
const HEAR_MS = 300;

/** What `work` gives, whose signal aborts as soon as a person asks the run to park or to stop; `wasAsked` says that somebody did. */
export async function hearWish<Value>(
	context: RunContext,
	work: (signal: AbortSignal) => Promise<Value>,
): Promise<{ readonly value: Value; readonly wasAsked: boolean }> {
	const asked = new AbortController();
	const ended = new AbortController();
	const hearing = listen(context, asked, ended.signal);
	try {
		return { value: await work(asked.signal), wasAsked: asked.signal.aborted };
	} finally {
		ended.abort();
		await hearing;
	}
}

/** Aborts `asked` as soon as a person's wish is in the store. A store that hiccups is asked again. */
async function listen({ clock, store, run }: RunContext, asked: AbortController, until: AbortSignal): Promise<void> {
	while (!until.aborted && !asked.signal.aborted) {
		await clock.sleep(HEAR_MS, until);
		const now = await store.runs.get(run.id).catch(() => null);
		if (now !== null && now.request !== null) asked.abort();
	}
}
