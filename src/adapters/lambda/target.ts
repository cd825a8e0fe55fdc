import { tried } from "../../aws/partial.ts";
import type { Evidence, Finding, Goal, Proposal, Readiness, StepCall, VersionedTarget } from "../../core/adapter.ts";
import { BackoutError } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { Clock } from "../../core/runtime.ts";
import type { Window } from "../../core/signal.ts";
import type { Step, StepState } from "../../core/step.ts";
import { unsupportedGoal } from "../../core/unsupported.ts";
import { routingText } from "./alias.ts";
import type { LambdaApi } from "./api.ts";
import type { LambdaConfig } from "./config.ts";
import { evidenceOf } from "./evidence.ts";
import { aborted, moved } from "./faults.ts";
import { observeMove } from "./observe.ts";
import { payloadOf } from "./payload.ts";
import { proposeReturn } from "./steps.ts";
import { releaseOf } from "./version.ts";

/** How often the alias is read again when its revision was no longer what was read. */
const MOST_REFUSED = 3;

/** One function behind an alias. */
export class LambdaTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #place: LambdaConfig;
	readonly #api: LambdaApi;
	readonly #clock: Clock;

	constructor(place: LambdaConfig, api: LambdaApi, clock: Clock) {
		this.#place = place;
		this.#api = api;
		this.#clock = clock;
	}

	async current(): Promise<TargetRelease> {
		const alias = await this.#api.alias();
		const version = await this.#api.version(alias.version);
		if (version === null) throw moved(this.#place, `it points at version ${alias.version}, which was deleted`);
		return releaseOf(version, `the alias points at ${routingText(alias)}`);
	}

	async history(limit: number): Promise<readonly TargetRelease[]> {
		const [alias, versions] = await Promise.all([this.#api.alias(), this.#api.versions()]);
		const newest = versions.slice(0, limit);
		const current = versions.find(({ version }) => version === alias.version);
		// What runs may be older than all that are shown: it takes the last place.
		const shown = current === undefined || newest.includes(current) ? newest : [...newest.slice(0, limit - 1), current];
		return shown.map((version) => releaseOf(version, version === current ? `the alias points at ${routingText(alias)}` : null));
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind !== "return") return unsupportedGoal(goal, "A Lambda alias");
		const [alias, wanted, provisioned] = await Promise.all([this.#api.alias(), this.#api.version(goal.to.id), this.#api.provisioned()]);
		return proposeReturn(goal, { alias, wanted, provisioned }, this.#place);
	}

	async observe(step: Step, { signal }: StepCall): Promise<StepState> {
		const payload = payloadOf(step);
		const [alias, provisioned] = await Promise.all([this.#api.alias({ signal }), this.#api.provisioned({ signal })]);
		return observeMove(payload, alias, provisioned);
	}

	/** Conditional on the alias's revision: of two who move it at the same moment one is refused. */
	async apply(step: Step, { signal }: StepCall): Promise<void> {
		if (signal.aborted) throw aborted(step);
		const payload = payloadOf(step);
		for (let refused = 0; ; refused += 1) {
			const alias = await this.#api.alias({ signal });
			const { state, detail } = observeMove(payload, alias, null);
			if (state === "unknown") throw moved(this.#place, detail);
			if (state !== "untouched") return;
			try {
				return await this.#api.move(alias, payload.to, { signal });
			} catch (thrown) {
				// Our own write whose answer was lost, or only its description was edited: what it is now decides.
				if (!(thrown instanceof BackoutError) || thrown.code !== "lambda.alias-moved" || refused >= MOST_REFUSED) throw thrown;
			}
		}
	}

	/** Whether the version behind the alias can be invoked; that it works is for checks and signals to say. */
	readiness = async (_window: Window, signal: AbortSignal): Promise<Readiness> => {
		const alias = await this.#api.alias({ signal });
		const version = await this.#api.version(alias.version, { signal });
		const state = version?.state ?? null;
		const reason = version?.stateReason ?? null;
		const detail = `${routingText(alias)} is ${state ?? "in a state that Lambda does not tell"}${reason === null ? "" : `: ${reason}`}`;
		// Inactive ones are made ready by their next call.
		const isReady = state === null || state === "Pending" ? null : state === "Active" || state === "Inactive";
		return { isReady, isPartial: false, standIn: null, detail, excerpt: null };
	};

	check = async (signal: AbortSignal): Promise<readonly Finding[]> => {
		const { function: name, alias } = this.#place;
		return [
			await tried(`alias ${alias} of the function ${name}`, async () => `points at ${routingText(await this.#api.alias({ signal }))}`),
			await tried(`versions of ${name}`, async () => `${(await this.#api.versions({ signal })).length} are published`),
			await tried(`what ${alias} keeps warm`, async () => `${(await this.#api.provisioned({ signal }))?.wanted ?? 0} instances`),
		];
	};

	evidence = (sinceMs: number, signal: AbortSignal): Promise<readonly Evidence[]> =>
		evidenceOf({ api: this.#api, place: this.#place, fromMs: this.#clock.now() - sinceMs }, signal);
}
