import type { Patch } from "../api/port.ts";
import type { PayloadOf } from "../payload.ts";
import type { Workload } from "./kind.ts";
import { RESTARTED_AT } from "./state.ts";

/** What `kubectl rollout restart` sends, with the plan's own moment, so that a second apply changes nothing. */
export function restartPatch({ metadata }: Workload, { at }: PayloadOf<"restart">): Patch {
	return {
		kind: "strategic",
		value: {
			metadata: { resourceVersion: metadata.resourceVersion },
			spec: { template: { metadata: { annotations: { [RESTARTED_AT]: at } } } },
		},
	};
}
