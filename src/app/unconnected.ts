import { BackoutError, errorText } from "../core/error.ts";
import { missingReading } from "../core/reading.ts";
import type { SignalSource } from "../core/signal.ts";

/** The source; where its settings cannot be resolved (a variable that this machine does not have), one that can measure nothing and says why. For what a rollback can do without. Throws only on a bug. */
export function connectedOrSilent(name: string, source: string, connect: () => SignalSource): SignalSource {
	try {
		return connect();
	} catch (thrown) {
		if (!(thrown instanceof BackoutError)) throw thrown;
		const why = `${errorText(thrown)} ${thrown.fix}`;
		return {
			name,
			source,
			measure: "error-rate",
			hasPast: true,
			read: () => Promise.resolve(missingReading("error-rate", why)),
			series: () => Promise.resolve({ samples: [], detail: why }),
		};
	}
}
