import type { TargetConfig } from "../core/config.ts";
import type { Reading, SignalSource } from "../core/signal.ts";
import { readinessName } from "../core/stopped.ts";
import type { ConnectedPlace } from "./parts.ts";

/** The targets of a place, in the config's order. */
interface Knowing extends Pick<ConnectedPlace, "targets"> {
	readonly config: { readonly targets: readonly Pick<TargetConfig, "name" | "kind">[] };
}

/** Each target that knows whether it is up, as one more check that needs no config: `api is ready`. */
export function readinessSources({ config, targets }: Knowing): readonly SignalSource[] {
	return config.targets.flatMap(({ name, kind }) => {
		const target = targets.get(name);
		const ask = target?.readiness?.bind(target);
		if (ask === undefined) return [];
		const read: SignalSource["read"] = async (window, deadline): Promise<Reading> => {
			const { isReady, isPartial, standIn, detail, excerpt } = await ask(window, deadline);
			const told = {
				...(isPartial ? { isPartial } : {}),
				...(standIn === null ? {} : { standIn }),
				...(excerpt === null ? {} : { excerpt }),
			};
			return { kind: "check", passed: isReady, latencyMs: null, detail: standIn === null ? detail : `${detail}; ${standIn}`, ...told };
		};
		return [{ name: readinessName(name), source: kind, measure: "readiness", hasPast: false, read }];
	});
}
