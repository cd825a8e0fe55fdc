import type { AdapterContext, Evidence, Finding, Goal, Proposal, StepCall, VersionedTarget } from "../../../core/adapter.ts";
import { BackoutError } from "../../../core/error.ts";
import type { TargetRelease } from "../../../core/release.ts";
import type { Step, StepState } from "../../../core/step.ts";
import type { KubernetesApi } from "../api/port.ts";
import { type Checked, checkTarget } from "../check.ts";
import { keptJson, podLogs } from "../kept-evidence.ts";
import { toPatch } from "../rights/asked.ts";
import { followHold } from "../steering/follow.ts";
import { applyHold, observeHold } from "../steering/hold.ts";
import { amongSteerers, type Moved, scaled, subjectsOf } from "./around.ts";
import { BlueGreenReader, type SeenColours } from "./blue-green-reader.ts";
import { proposeSwitch, unknownColour } from "./blue-green-steps.ts";
import { colourId, isEmpty, readyCount, releaseOfColour } from "./colour.ts";
import { applyConditionally } from "./conditional.ts";
import { followScale } from "./follow-scale.ts";
import { followSwitch } from "./follow-switch.ts";
import { cannot, foreignStep } from "./goals.ts";
import { trafficPayloadOf } from "./payload.ts";
import type { BlueGreenPlace } from "./place.ts";
import { scaleChange, stateOfScale } from "./scale.ts";
import { serviceObstacle, switchedAt } from "./service.ts";
import { stateOfSwitch, switchChange } from "./switch.ts";

/** One Service whose selector is switched between colours. */
export class BlueGreenTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #place: BlueGreenPlace;
	readonly #api: KubernetesApi;
	readonly #context: AdapterContext;
	readonly #reader: BlueGreenReader;

	constructor(place: BlueGreenPlace, api: KubernetesApi, context: AdapterContext) {
		this.#place = place;
		this.#context = context;
		this.#api = api;
		this.#reader = new BlueGreenReader(api, place);
	}

	async current(): Promise<TargetRelease> {
		const seen = await this.#reader.colours();
		const obstacle = currentObstacle(seen, this.#place);
		if (obstacle !== null) throw new BackoutError({ code: "kubernetes.current-unknown", message: obstacle.reason, fix: obstacle.fix });
		const live = releasesOf(seen).find(({ isLive }) => isLive);
		if (live === undefined) throw nothingLive(this.#place);
		return live.release;
	}

	async history(limit: number): Promise<readonly TargetRelease[]> {
		return releasesOf(await this.#reader.colours())
			.map(({ release }) => release)
			.slice(0, limit);
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind !== "return") return cannot(goal, "Service");
		const seen = await this.#reader.colours();
		const live = seen.colours.find(({ isLive }) => isLive);
		const moved = movedOf(seen);
		const planned = {
			goal,
			from: live === undefined ? "" : colourId(live),
			now: new Date(this.#context.clock.now()).toISOString(),
			gitops: this.#place.gitops,
		};
		return await amongSteerers(this.#api, proposeSwitch(goal, seen, this.#place, this.#api.cluster), moved, planned);
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = trafficPayloadOf(step);
		if (payload.kind === "selector") return await stateOfSwitch(this.#reader, payload, call);
		if (payload.kind === "scale") return stateOfScale(await scaleChange(this.#api, payload).read({ signal: call.signal }), payload);
		if (payload.kind === "weights") throw foreignStep(step);
		return await observeHold(this.#api, payload, call);
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		const payload = trafficPayloadOf(step);
		if (payload.kind === "selector") return await applyConditionally(switchChange(this.#api, this.#reader, payload), step, call);
		if (payload.kind === "scale") return await applyConditionally(scaleChange(this.#api, payload), step, call);
		if (payload.kind === "weights") throw foreignStep(step);
		await applyHold(this.#api, payload, call, [toPatch(this.#reader.path)]);
	}

	async follow(step: Step, call: StepCall): Promise<StepState> {
		const payload = trafficPayloadOf(step);
		if (payload.kind === "selector") return await followSwitch(this.#api, this.#reader, payload, call);
		if (payload.kind === "scale") return await followScale(this.#api, payload, call);
		if (payload.kind === "weights") throw foreignStep(step);
		return await followHold(this.#api, payload, call, this.#context.clock);
	}

	async check(deadline: AbortSignal): Promise<readonly Finding[]> {
		const limits = { signal: deadline };
		const { service, gitops } = this.#place;
		const checked: Checked<SeenColours> = {
			form: "service",
			gitops,
			title: `Service ${service} can be switched`,
			look: () => this.#reader.colours(limits),
			say: (seen) => switchable(seen, this.#place),
			named: { services: [service] },
			alsoNamed: (seen) => scaled(seen.colours.flatMap(({ carriers }) => carriers)),
			subjects: (seen) => subjectsOf(this.#api, movedOf(seen)),
		};
		return await checkTarget(this.#api, checked, limits);
	}

	async evidence(sinceMs: number, deadline: AbortSignal): Promise<readonly Evidence[]> {
		const limits = { signal: deadline };
		const { object, colours, pods, slices } = await this.#reader.colours(limits);
		const live = new Set(colours.filter(({ isLive }) => isLive).flatMap((colour) => colour.pods.map(({ name }) => name)));
		const livePods = pods.filter(({ metadata }) => live.has(nameIn(metadata)));
		return [
			{ name: "service.json", content: keptJson(object) },
			{ name: "endpointslices.json", content: keptJson(slices) },
			{ name: "pods.json", content: keptJson(pods) },
			...(await podLogs(this.#api, livePods, sinceMs, deadline)),
		];
	}
}

function movedOf({ service, colours }: SeenColours): Moved {
	const deployments = colours.flatMap(({ carriers }) => carriers.map(({ metadata }) => metadata));
	return { kind: "Service", group: "", metadata: service.metadata, deployments };
}

/** Newest first; a colour that nothing carries is no release. */
function releasesOf({ service, colours }: SeenColours) {
	return colours
		.filter((colour) => !isEmpty(colour))
		.map((colour) => ({ isLive: colour.isLive, release: releaseOfColour(colour, switchedAt(service)) }))
		.toSorted((a, b) => (b.release.deployedAt ?? "").localeCompare(a.release.deployedAt ?? ""));
}

function currentObstacle({ service, colours }: SeenColours, place: BlueGreenPlace) {
	const obstacle = serviceObstacle(service, place.label);
	// Who else switches it is no reason not to say what it is switched to.
	if (obstacle !== null && !obstacle.rule.startsWith("steered-by-")) return obstacle;
	return colours.some(({ isLive }) => isLive) ? null : unknownColour(service, place);
}

function switchable(seen: SeenColours, place: BlueGreenPlace): string {
	const obstacle = serviceObstacle(seen.service, place.label) ?? currentObstacle(seen, place);
	if (obstacle !== null) throw new BackoutError({ code: "kubernetes.obstacle", message: obstacle.reason, fix: obstacle.fix });
	const told = seen.colours.map((colour) =>
		isEmpty(colour)
			? `${colour.name} has no pods`
			: `${colourId(colour)} has ${readyCount(colour)} ready${colour.isLive ? " and is live" : ""}`,
	);
	return told.join(", ");
}

function nameIn(metadata: unknown): string {
	return typeof metadata === "object" && metadata !== null && "name" in metadata ? String(metadata.name) : "";
}

function nothingLive({ service, label }: BlueGreenPlace): BackoutError {
	return new BackoutError({
		code: "kubernetes.current-unknown",
		message: `Service ${service} selects by ${label} what neither a Deployment nor a pod has: nothing takes its traffic`,
		fix: `compare \`kubectl get service ${service} -o jsonpath={.spec.selector}\` with the labels of the pods`,
	});
}
