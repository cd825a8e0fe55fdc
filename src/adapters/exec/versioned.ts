import type { AdapterContext, Evidence, Finding, Goal, Proposal, StepCall, VersionedTarget } from "../../core/adapter.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { RepeatPolicy, Step, StepState } from "../../core/step.ts";
import { unsupportedGoal } from "../../core/unsupported.ts";
import { parseCurrent, parseHistory, parseState } from "./answers.ts";
import { commandName, hasProgram, outputOf, pasteable, type Surroundings } from "./client.ts";
import type { VersionedForm } from "./config.ts";
import { assertSameCommand, proposeReturn, type ReturnPayload, returnPayloadOf, stateFromCurrent } from "./steps.ts";
import { fillTemplate } from "./template.ts";

/** A target whose releases are listed, read and made live by the user's own commands. */
export class ExecVersionedTarget implements VersionedTarget {
	readonly kind = "versioned";
	readonly #form: VersionedForm;
	readonly #surroundings: Surroundings;
	readonly #repeat: RepeatPolicy;
	readonly #context: AdapterContext;
	readonly #told = new Set<string>();

	constructor(parts: {
		readonly form: VersionedForm;
		readonly surroundings: Surroundings;
		readonly repeat: RepeatPolicy;
		readonly context: AdapterContext;
	}) {
		this.#form = parts.form;
		this.#surroundings = parts.surroundings;
		this.#repeat = parts.repeat;
		this.#context = parts.context;
	}

	async current(): Promise<TargetRelease> {
		return await this.#current();
	}

	/** The live release comes first when the history command leaves it out. */
	async history(limit: number): Promise<readonly TargetRelease[]> {
		const argv = this.#fill(this.#form.history);
		const [listed, live] = await Promise.all([this.#read(argv), this.current().catch(() => null)]);
		const releases = parseHistory(listed, commandName(argv), (fault) => this.#tell(fault));
		const isListed = live === null || releases.some((release) => release.id === live.id);
		return (isListed ? releases : [live, ...releases]).slice(0, limit);
	}

	async propose(goal: Goal): Promise<Proposal> {
		if (goal.kind !== "return") return unsupportedGoal(goal, "an exec target with releases");
		const [current, releases] = await Promise.all([this.current(), this.history(Number.POSITIVE_INFINITY)]);
		return proposeReturn(goal, {
			form: this.#form,
			cwd: this.#surroundings.cwd,
			current,
			wanted: releases.find((release) => release.id === goal.to.id) ?? null,
			repeat: this.#repeat,
			timeoutMs: this.#surroundings.actMs + this.#surroundings.readMs,
			command: (payload) => pasteable(this.#fillFor(this.#form.apply, payload, "by-hand"), this.#surroundings),
		});
	}

	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = returnPayloadOf(step);
		try {
			if (!this.#form.observe) return stateFromCurrent(payload, await this.#current(call.signal));
			return parseState(await this.#read(this.#fillFor(this.#form.observe, payload, step.id), call.signal));
		} catch (fault) {
			return { state: "unknown", detail: errorText(fault) };
		}
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		const payload = returnPayloadOf(step);
		assertSameCommand(payload, { apply: this.#form.apply, cwd: this.#surroundings.cwd });
		const current = await this.#current(call.signal);
		const seen = stateFromCurrent(payload, current).state;
		if (seen === "landed") return;
		if (seen === "unknown") throw moved(payload, current);
		call.progress(`running ${this.#form.apply[0]}`);
		await outputOf(this.#fillFor(this.#form.apply, payload, step.id), {
			processes: call.processes,
			surroundings: this.#surroundings,
			timeoutMs: this.#surroundings.actMs,
			signal: call.signal,
		});
	}

	async check(deadline: AbortSignal): Promise<readonly Finding[]> {
		const reads = [
			finding("current answers", async () => `${(await this.#current(deadline)).id} is live`),
			finding("history answers", async () => `${(await this.history(Number.POSITIVE_INFINITY)).length} releases`),
		];
		const programs = [this.#form.apply, ...(this.#form.observe ? [this.#form.observe] : [])].map((argv) =>
			finding(`${argv[0]} is there`, async () => {
				if (await hasProgram(argv, this.#context, this.#surroundings)) return "found";
				throw missing(argv[0] ?? "");
			}),
		);
		return await Promise.all([...reads, ...programs]);
	}

	/** What the two reading commands print; logs are the business of a log signal. */
	async evidence(_sinceMs: number, deadline: AbortSignal): Promise<readonly Evidence[]> {
		const kept = async (name: string, argv: readonly string[]): Promise<Evidence> => ({
			name,
			content: await this.#read(argv, deadline).catch(errorText),
		});
		return await Promise.all([
			kept("exec-current.txt", this.#fill(this.#form.current)),
			kept("exec-history.txt", this.#fill(this.#form.history)),
		]);
	}

	/** Once: the history is read several times for one plan. */
	#tell(fault: BackoutError): void {
		if (this.#told.has(fault.message)) return;
		this.#told.add(fault.message);
		this.#context.log.warn(`${this.#context.target}: ${fault.message}; it is left out of the history (${fault.fix})`);
	}

	async #current(signal?: AbortSignal): Promise<TargetRelease> {
		const argv = this.#fill(this.#form.current);
		return parseCurrent(await this.#read(argv, signal), commandName(argv));
	}

	async #read(argv: readonly string[], signal?: AbortSignal): Promise<string> {
		const { processes } = this.#context;
		const timeoutMs = this.#surroundings.readMs;
		return await outputOf(argv, { processes, surroundings: this.#surroundings, timeoutMs, ...(signal ? { signal } : {}) });
	}

	#fill(template: readonly string[]): readonly string[] {
		const { service, environment } = this.#context;
		return fillTemplate(template, { service, environment });
	}

	#fillFor(template: readonly string[], payload: ReturnPayload, step: string): readonly string[] {
		const { service, environment } = this.#context;
		return fillTemplate(template, { service, environment, release: payload.to, from: payload.from, step });
	}
}

function moved(payload: ReturnPayload, current: TargetRelease): BackoutError {
	return new BackoutError({
		code: "exec.moved",
		message: `the plan expected ${payload.from} to be live, but ${current.id} is`,
		fix: "somebody else acted meanwhile: look at `backout status`, then plan again",
	});
}

function missing(program: string): BackoutError {
	return new BackoutError({
		code: "exec.program-not-found",
		message: `${program} is not there or may not be run`,
		fix: `install ${program}, or mend its path and its execute bit`,
	});
}

/** One tried thing as a finding: the text when it went well, the error with its fix when not. */
export async function finding(name: string, attempt: () => Promise<string>): Promise<Finding> {
	try {
		return { name, ok: true, detail: await attempt(), fix: null };
	} catch (fault) {
		return { name, ok: false, detail: errorText(fault), fix: fault instanceof BackoutError ? fault.fix : "run the command by hand" };
	}
}
