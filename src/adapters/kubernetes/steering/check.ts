import type { Finding } from "../../../core/adapter.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { isAllowed } from "../rights/asked.ts";
import { grantFix } from "../rights/fix.ts";
import type { GitopsChoice } from "./answer.ts";
import { reconcilerPath } from "./hold-payload.ts";
import { readSteering } from "./read.ts";
import type { Reconciler, Steering, Subject } from "./steering.ts";

/** Whether it can be told who steers these objects, tried by reading it, and with `gitops: pause` whether we may pause those who would take a rollback back. Changes nothing. */
export async function checkSteering(
	api: KubernetesApi,
	subjects: readonly Subject[],
	gitops: GitopsChoice,
	limits: CallLimits,
): Promise<readonly Finding[]> {
	if (subjects.length === 0) return [];
	const read = await Promise.all(subjects.map((subject) => readSteering(api, subject, limits)));
	const all = [...new Map(read.flat().map((one) => [one.object, one])).values()];
	if (gitops !== "pause") return told(all);
	const pausing = await Promise.all(
		all.flatMap(({ reconciler }) => reconciler ?? []).map((reconciler) => mayPause(api, reconciler, limits)),
	);
	return [...told(all), ...all.filter(isBeyondPause).map(notPaused), ...pausing];
}

/** It would take a rollback back, and somebody else decides whether it may be paused: the plan is refused then. */
function isBeyondPause({ effect, isCertain, reconciler }: Steering): boolean {
	return effect === "undoes-live-change" && isCertain && reconciler === null;
}

function notPaused({ object, text, fix }: Steering): Finding {
	return { name: `${object} can be paused`, ok: false, detail: text, fix };
}

function told(all: readonly Steering[]): readonly Finding[] {
	const unread = all.filter(({ isCertain }) => !isCertain);
	const names = all.map(({ object }) => object).join(", ");
	if (unread.length === 0)
		return [{ name: "who else steers it can be told", ok: true, detail: names === "" ? "nobody is seen to" : names, fix: null }];
	return unread.map(({ object, text, fix }) => ({
		name: `whether ${object} steers it can be told`,
		ok: false,
		detail: text,
		fix,
		isOptional: true,
	}));
}

/** The plan of a rollback pauses it first: without the right to it there is none. */
async function mayPause(api: KubernetesApi, reconciler: Reconciler, limits: CallLimits): Promise<Finding> {
	const { group, plural: resource, namespace, name } = reconcilerPath(reconciler);
	const wish = { verb: "patch", group, resource, namespace, name };
	const what = `${reconciler.kind} ${reconciler.name} can be paused`;
	if (await isAllowed(api, wish, limits)) return { name: what, ok: true, detail: "", fix: null };
	return { name: what, ok: false, detail: `not allowed to patch it in namespace ${namespace}`, fix: grantFix({ ...wish, user: null }) };
}
