import { BackoutError } from "../../../core/error.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { isAllowed, type Wish } from "./asked.ts";
import { grantFix } from "./fix.ts";
import { rightText } from "./right.ts";

/** Throws `kubernetes.forbidden` when we may not do all of these; `kept` says what is not even begun then. For what would otherwise be refused half-way. */
export async function assertAllowed(api: KubernetesApi, wishes: readonly Wish[], kept: string, limits: CallLimits): Promise<void> {
	const answers = await Promise.all(wishes.map(async (wish) => ((await isAllowed(api, wish, limits)) ? [] : [wish])));
	const [wish] = answers.flat();
	if (wish === undefined) return;
	throw new BackoutError({
		code: "kubernetes.forbidden",
		message: `${kept}: not allowed to ${rightText(wish)}${wish.name === null ? "" : ` (${wish.name})`} in namespace ${wish.namespace ?? "(all)"}`,
		fix: grantFix({ ...wish, user: null }),
	});
}
