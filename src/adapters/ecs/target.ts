import type { AdapterContext, Goal, Proposal, StepCall, VersionedTarget } from "../../core/adapter.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { Window } from "../../core/signal.ts";
import type { Step, StepState } from "../../core/step.ts";
import { unsupportedGoal } from "../../core/unsupported.ts";
import type { EcsApi } from "./api.ts";
import { checkEcs } from "./check.ts";
import type { EcsConfig } from "./config.ts";
import { type Definition, isSameContent } from "./definition.ts";
import { evidenceOf } from "./evidence.ts";
import { aborted, definitionGone, moved } from "./faults.ts";
import { followRollout } from "./follow.ts";
import { observeDeploy, observeStop } from "./observe.ts";
import { type DeployPayload, payloadOf, type StopPayload } from "./payload.ts";
import { readinessOf } from "./readiness.ts";
import { releaseOf } from "./releases.ts";
import { scalingOf } from "./scaling.ts";
import type { EcsService } from "./service.ts";
import { proposeReturn } from "./steps.ts";

/** Active revisions in which one with the same content is looked for. */
const EQUALS_WITHIN = 10;
/** For how long after an accepted update a service that still shows the old task definition is taken for a copy that lags (ECS is eventually consistent). */
const LAG_MS = 30_000;

/** One ECS service. */
export class EcsTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #place: EcsConfig;
	readonly #api: EcsApi;
	readonly #context: AdapterContext;
	/** The step's payload that this process last saw accepted, and when. */
	#accepted: { readonly payload: string; readonly atMs: number } | null = null;

	constructor(place: EcsConfig, api: EcsApi, context: AdapterContext) {
		this.#place = place;
		this.#api = api;
		this.#context = context;
	}

	async current(): Promise<TargetRelease> {
		const [service, deployments] = await Promise.all([this.#api.service(), this.#api.serviceDeployments()]);
		const definition = await this.#api.definition(service.taskDefinition);
		if (definition === null) throw definitionGone(service.taskDefinition);
		return releaseOf(definition, { service, deployments, container: this.#container });
	}

	async history(limit: number): Promise<readonly TargetRelease[]> {
		const [service, deployments] = await Promise.all([this.#api.service(), this.#api.serviceDeployments()]);
		const family = service.taskDefinition.split(":")[0] ?? "";
		const newest = await this.#api.definitions(family, limit);
		const isThere = newest.some(({ name }) => name === service.taskDefinition);
		// What runs may be older than all that are shown: it takes the last place.
		const running = isThere ? null : await this.#api.definition(service.taskDefinition);
		const shown = running === null ? newest : [...newest.slice(0, limit - 1), running];
		return shown.map((definition) => releaseOf(definition, { service, deployments, container: this.#container }));
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind !== "return") return unsupportedGoal(goal, "An ECS service");
		const [service, wanted, deployments] = await Promise.all([
			this.#api.service(),
			this.#api.definition(goal.to.id),
			this.#api.serviceDeployments(),
		]);
		const scaling = await scalingOf(this.#api.aws, this.#place);
		return proposeReturn(goal, { service, wanted, deployments, scaling }, this.#place);
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		const service = await this.#api.service({ signal: call.signal });
		if (payload.kind === "stop") return await this.#observeStop(payload, service, call);
		const seen = observeDeploy(payload, service, await this.#wanted(payload, service, call));
		return seen.state === "untouched" && this.#lags(step)
			? { state: "landing", detail: "ECS has accepted it and does not show it yet" }
			: seen;
	}

	/** ECS takes no condition: the service is read right before, so another deploy within that moment is overwritten, and seen afterwards. */
	async apply(step: Step, call: StepCall): Promise<void> {
		if (call.signal.aborted) throw aborted(step);
		const payload = payloadOf(step);
		const limits = { signal: call.signal };
		const service = await this.#api.service(limits);
		if (payload.kind === "stop") {
			const { state, detail } = await this.#observeStop(payload, service, call);
			if (state === "unknown") throw moved(this.#place, detail);
			if (state === "untouched") await this.#api.stopAndRollBack(payload.deployment, limits);
			return;
		}
		const { state, detail } = observeDeploy(payload, service, await this.#wanted(payload, service, call));
		if (state === "unknown") throw moved(this.#place, detail);
		if (state !== "untouched") return;
		const name = payload.isAgain ? await this.#registeredAgain(payload, call) : payload.to;
		await this.#api.update(name, payload.from === payload.to, limits);
		this.#accepted = { payload: JSON.stringify(step.payload), atMs: this.#context.clock.now() };
	}

	follow = (step: Step, call: StepCall): Promise<StepState> =>
		followRollout({ api: this.#api, clock: this.#context.clock, observe: () => this.observe(step, call) }, call);

	readiness = async (window: Window, deadline: AbortSignal) =>
		readinessOf(await this.#api.service({ signal: deadline }), await this.#api.stoppedTasks({ signal: deadline }), window);

	check = (deadline: AbortSignal) => checkEcs(this.#api, this.#place, deadline);

	evidence = (sinceMs: number, deadline: AbortSignal) => {
		const fromMs = this.#context.clock.now() - sinceMs;
		return evidenceOf({ api: this.#api, container: this.#container, fromMs }, deadline);
	};

	get #container(): string | null {
		return this.#place.container ?? null;
	}

	#lags({ payload }: Step): boolean {
		return this.#accepted?.payload === JSON.stringify(payload) && this.#context.clock.now() - this.#accepted.atMs < LAG_MS;
	}

	async #observeStop(payload: StopPayload, service: EcsService, { signal }: StepCall): Promise<StepState> {
		const deployments = await this.#api.serviceDeployments({ signal });
		return observeStop(payload, service, deployments?.find(({ arn }) => arn === payload.deployment) ?? null);
	}

	/** Tells whether a revision is the wanted one; one that was registered again is known by its content. */
	async #wanted(payload: DeployPayload, { taskDefinition }: EcsService, { signal }: StepCall): Promise<(name: string) => boolean> {
		const isNamed = (name: string) => name === payload.to;
		if (!payload.isAgain || taskDefinition === payload.from) return isNamed;
		const [wanted, running] = await Promise.all([
			this.#api.definition(payload.to, { signal }),
			this.#api.definition(taskDefinition, { signal }),
		]);
		const isSame = wanted !== null && running !== null && isSameContent(wanted, running);
		return (name) => isNamed(name) || (isSame && name === taskDefinition);
	}

	/** An active revision with the content of the inactive one; registering is not repeatable, so one is looked for first. */
	async #registeredAgain({ to }: DeployPayload, { signal }: StepCall): Promise<string> {
		const wanted = await this.#api.definition(to, { signal });
		if (wanted === null) throw definitionGone(to);
		const newest: readonly Definition[] = await this.#api.definitions(wanted.family, EQUALS_WITHIN, { signal });
		const equal = newest.find((definition) => definition.isActive && isSameContent(definition, wanted));
		return equal?.name ?? (await this.#api.register(wanted.content, { signal }));
	}
}
