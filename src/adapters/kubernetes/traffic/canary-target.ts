import type { AdapterContext, Evidence, Finding, Goal, Proposal, StepCall, VersionedTarget } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { TargetRelease } from "../../../core/release.ts";
import type { Step, StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { type Checked, checkTarget } from "../check.ts";
import { keptJson, keptPods, podLogs } from "../kept-evidence.ts";
import { toPatch } from "../rights/asked.ts";
import { resourceText } from "../rights/right.ts";
import { followHold } from "../steering/follow.ts";
import { applyHold, observeHold } from "../steering/hold.ts";
import { amongSteerers, type Moved, scaled, subjectsOf } from "./around.ts";
import { CanaryReader, ROUTE_FORMS, type SeenCanary } from "./canary-reader.ts";
import { liveSide, proposeShift } from "./canary-steps.ts";
import { applyConditionally } from "./conditional.ts";
import { followScale } from "./follow-scale.ts";
import { followWeights } from "./follow-weights.ts";
import { cannot, foreignStep } from "./goals.ts";
import { isSelectedBy, labelText, podLabels } from "./labels.ts";
import type { Obstacle } from "./obstacle.ts";
import { trafficPayloadOf } from "./payload.ts";
import type { CanaryPlace } from "./place.ts";
import { scaleChange, stateOfScale } from "./scale.ts";
import { shareText, stateOfWeights, weightsChange } from "./weights.ts";

/** One route that splits traffic between a stable and a canary side. */
export class CanaryTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #place: CanaryPlace;
	readonly #api: KubernetesApi;
	readonly #context: AdapterContext;
	readonly #reader: CanaryReader;

	constructor(place: CanaryPlace, api: KubernetesApi, context: AdapterContext) {
		this.#place = place;
		this.#api = api;
		this.#context = context;
		this.#reader = new CanaryReader(api, place);
	}

	async current(): Promise<TargetRelease> {
		return liveSide(demand(await this.#reader.look())).release;
	}

	async history(limit: number): Promise<readonly TargetRelease[]> {
		const { stable, canary } = demand(await this.#reader.look());
		const releases = [...(canary === null ? [] : [canary.release]), stable.release];
		return releases.toSorted((a, b) => (b.deployedAt ?? "").localeCompare(a.deployedAt ?? "")).slice(0, limit);
	}

	async propose(goal: Goal): Promise<Proposal> {
		const { form } = ROUTE_FORMS[this.#place.form];
		if (goal.kind !== "return") return cannot(goal, form.kind);
		const seen = await this.#reader.look();
		if ("rule" in seen) return { kind: "refused", ...seen };
		const moved = movedOf(seen, this.#place.form);
		const planned = {
			goal,
			from: liveSide(seen).release.id,
			now: new Date(this.#context.clock.now()).toISOString(),
			gitops: this.#place.gitops,
		};
		return await amongSteerers(this.#api, proposeShift(goal, seen, this.#place, this.#api.cluster), moved, planned);
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = trafficPayloadOf(step);
		const limits = { signal: call.signal };
		if (payload.kind === "weights") return stateOfWeights(await weightsChange(this.#api, this.#reader, payload).read(limits), payload);
		if (payload.kind === "scale") return stateOfScale(await scaleChange(this.#api, payload).read(limits), payload);
		if (payload.kind === "selector") throw foreignStep(step);
		return await observeHold(this.#api, payload, call);
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		const payload = trafficPayloadOf(step);
		if (payload.kind === "weights") return await applyConditionally(weightsChange(this.#api, this.#reader, payload), step, call);
		if (payload.kind === "scale") return await applyConditionally(scaleChange(this.#api, payload), step, call);
		if (payload.kind === "selector") throw foreignStep(step);
		await applyHold(this.#api, payload, call, [toPatch(await this.#reader.path({ signal: call.signal }))]);
	}

	async follow(step: Step, call: StepCall): Promise<StepState> {
		const payload = trafficPayloadOf(step);
		if (payload.kind === "weights") return await followWeights(this.#api, this.#reader, payload, call);
		if (payload.kind === "scale") return await followScale(this.#api, payload, call);
		if (payload.kind === "selector") throw foreignStep(step);
		return await followHold(this.#api, payload, call, this.#context.clock);
	}

	async check(deadline: AbortSignal): Promise<readonly Finding[]> {
		const limits = { signal: deadline };
		const { form, name, gitops } = this.#place;
		const { resource } = ROUTE_FORMS[form];
		const checked: Checked<SeenCanary> = {
			form: form === "istio" ? "virtualService" : "httpRoute",
			gitops,
			title: `${ROUTE_FORMS[form].form.kind} ${name} can be moved`,
			look: async () => demand(await this.#reader.look(limits)),
			say: movable,
			named: { [resourceText({ group: resource.group, resource: resource.plural })]: [name] },
			alsoNamed: (seen) => scaled([...seen.stable.carriers, ...(seen.canary?.carriers ?? [])]),
			subjects: (seen) => subjectsOf(this.#api, movedOf(seen, form)),
		};
		return await checkTarget(this.#api, checked, limits);
	}

	async evidence(sinceMs: number, deadline: AbortSignal): Promise<readonly Evidence[]> {
		const limits = { signal: deadline };
		const seen = demand(await this.#reader.look(limits));
		const labels = seen.canary?.side.labels ?? null;
		const query = labels === null ? {} : { labelSelector: labelText(labels) };
		const carriers = seen.canary?.carriers ?? [];
		// A pod has the labels of the template that it was made from.
		const isOwn = (pod: JsonObject) => carriers.some((carrier) => isSelectedBy(carrier.labels, podLabels(pod)));
		const { pods, file } = await keptPods(this.#api, query, deadline, isOwn);
		return [
			{ name: `${ROUTE_FORMS[this.#place.form].form.kind.toLowerCase()}.json`, content: keptJson(seen.object) },
			file,
			...(await podLogs(this.#api, pods, sinceMs, deadline)),
		];
	}
}

function movedOf({ split, stable, canary }: SeenCanary, form: CanaryPlace["form"]): Moved {
	const { kind } = ROUTE_FORMS[form].form;
	const carriers = [...stable.carriers, ...(canary?.carriers ?? [])];
	return { kind, group: ROUTE_FORMS[form].resource.group, metadata: split.metadata, deployments: carriers.map(({ metadata }) => metadata) };
}

function movable({ split, stable, canary }: SeenCanary): string {
	const other = canary === null ? "" : `, ${canary.release.label} (${canary.name}) ${shareText(split.canary?.weight ?? 0, split)}`;
	return `${stable.release.label} (${stable.name}) gets ${shareText(split.stable.weight, split)}${other}`;
}

function demand(seen: SeenCanary | Obstacle): SeenCanary {
	if (!("rule" in seen)) return seen;
	throw new BackoutError({ code: `kubernetes.${seen.rule}`, message: seen.reason, fix: seen.fix });
}
