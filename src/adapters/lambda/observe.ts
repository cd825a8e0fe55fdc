import type { StepState } from "../../core/step.ts";
import { type Alias, isSameRouting, routingText } from "./alias.ts";
import type { Provisioned } from "./api.ts";
import type { MovePayload } from "./payload.ts";

/** What the alias shows of the step; warm instances are waited for. */
export function observeMove({ from, to }: MovePayload, alias: Alias, provisioned: Provisioned | null): StepState {
	if (!isSameRouting(alias, to)) {
		const detail = `the alias points at ${routingText(alias)}`;
		return isSameRouting(alias, from) ? { state: "untouched", detail } : { state: "unknown", detail: `somebody else moved it: ${detail}` };
	}
	const at = `the alias points at ${routingText(to)}`;
	if (provisioned === null || provisioned.status === "READY") return { state: "landed", detail: at };
	const warm = `${provisioned.ready} of ${provisioned.wanted} instances are warm`;
	if (provisioned.status === "FAILED") {
		// Calls are answered all the same, only colder: the release is back.
		return { state: "landed", detail: `${at}; ${warm}, and Lambda gave up on the rest: ${provisioned.reason ?? "no reason was given"}` };
	}
	return { state: "landing", detail: `${at}; ${warm}` };
}
