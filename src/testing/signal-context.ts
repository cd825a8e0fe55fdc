import type { SignalContext, SignalMeasure } from "../core/signal.ts";
import { systemClock } from "../runtime/clock.ts";
import { createHttpClient } from "../runtime/http.ts";
import { createProcessRunner } from "../runtime/process.ts";

/** A signal context on the real runtime: real processes, real HTTP, the machine's clock. */
export function signalContext(measure: SignalMeasure, directory = process.cwd()): SignalContext {
	return {
		name: "signal under test",
		measure,
		directory,
		processes: createProcessRunner({ clock: systemClock }),
		http: createHttpClient({ clock: systemClock }),
		clock: systemClock,
	};
}
