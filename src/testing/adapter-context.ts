import type { AdapterContext } from "../core/adapter.ts";
import type { ProcessRunner } from "../core/runtime.ts";
import { createHttpClient } from "../runtime/http.ts";
import { createProcessRunner } from "../runtime/process.ts";
import { testClock } from "./step-driver.ts";

/** What a target is connected with in tests: the real runtime, or the given process runner instead of it. */
export function adapterContext(directory: string, processes: ProcessRunner = createProcessRunner({ clock: testClock })): AdapterContext {
	const silent = () => undefined;
	return {
		service: "shop",
		environment: "test",
		target: "under-test",
		directory,
		processes,
		http: createHttpClient({ clock: testClock }),
		clock: testClock,
		log: { debug: silent, info: silent, warn: silent },
	};
}
