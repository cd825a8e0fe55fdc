import type { StepCall } from "../../../core/adapter.ts";
import type { KubernetesApi } from "../api/port.ts";
import { Alarm } from "../following/alarm.ts";
import { PodWatcher } from "../following/pod-watcher.ts";
import { Saying } from "../following/saying.ts";

/** Does the work, and meanwhile tells what stands in the way of the pods that came since it began: helm waits, and does not say what for. What cannot be watched is not said. */
export async function tellingPods<Result>(
	api: KubernetesApi,
	selectors: readonly string[],
	call: StepCall,
	work: () => Promise<Result>,
): Promise<Result> {
	const ended = new AbortController();
	const signal = AbortSignal.any([call.signal, ended.signal]);
	const alarm = new Alarm();
	const before = new Set<string>();
	const watchers = selectors.map((selector) => new PodWatcher(api, selector, ({ metadata }) => !before.has(metadata.uid), alarm));
	try {
		await Promise.all(watchers.map((watcher) => watcher.read(signal).catch(() => undefined)));
		for (const pod of watchers.flatMap((watcher) => watcher.pods() ?? [])) before.add(pod.metadata.uid);
		for (const watcher of watchers) watcher.watch(signal).catch(() => undefined);
		void tell(watchers, alarm, signal, call);
		return await work();
	} finally {
		ended.abort();
	}
}

async function tell(watchers: readonly PodWatcher[], alarm: Alarm, signal: AbortSignal, call: StepCall): Promise<void> {
	const saying = new Saying();
	while (!signal.aborted) {
		const troubles = watchers.flatMap((watcher) => watcher.trouble() ?? []);
		const news = saying.newsOf(troubles.map(({ text }) => text).join(""), troubles.map(({ log }) => log).join(""));
		if (troubles.length > 0 && news !== null) call.progress(`helm waits${news}`);
		await alarm.next(signal);
	}
}
