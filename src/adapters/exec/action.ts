import { randomUUID } from "node:crypto";
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ActionTarget, AdapterContext, Evidence, Finding, Goal, Proposal, StepCall } from "../../core/adapter.ts";
import { BackoutError, errorText } from "../../core/error.ts";
import type { RepeatPolicy, Step, StepState } from "../../core/step.ts";
import { UNSUPPORTED_GOAL } from "../../core/unsupported.ts";
import { parseState } from "./answers.ts";
import { hasProgram, outputOf, pasteable, type Surroundings } from "./client.ts";
import { ACTIONS, type ActionForm } from "./config.ts";
import { assertSameCommand, refused } from "./steps.ts";
import { fillTemplate } from "./template.ts";
import { finding } from "./versioned.ts";

const actionPayload = z.object({
	goal: z.enum(ACTIONS),
	apply: z.array(z.string()),
	cwd: z.string(),
	/** Names the marker that says the command exited with 0. */
	token: z.uuid(),
});
type ActionPayload = z.infer<typeof actionPayload>;

/** The goal that takes another one back. */
const WAY_BACK: Readonly<Partial<Record<Goal["kind"], Goal["kind"]>>> = { "stop-writes": "resume-writes", "resume-writes": "stop-writes" };

/** A target without releases whose goals are reached by the user's own commands. */
export class ExecActionTarget implements ActionTarget {
	readonly kind = "action";
	readonly #form: ActionForm;
	readonly #surroundings: Surroundings;
	readonly #repeat: RepeatPolicy;
	readonly #context: AdapterContext;

	constructor(parts: {
		readonly form: ActionForm;
		readonly surroundings: Surroundings;
		readonly repeat: RepeatPolicy;
		readonly context: AdapterContext;
	}) {
		this.#form = parts.form;
		this.#surroundings = parts.surroundings;
		this.#repeat = parts.repeat;
		this.#context = parts.context;
	}

	async propose(goal: Goal): Promise<Proposal> {
		const command = goal.kind === "return" ? undefined : this.#form.actions[goal.kind];
		if (goal.kind === "return" || !command) {
			const known = Object.keys(this.#form.actions).join(", ");
			return refused(
				UNSUPPORTED_GOAL,
				`no command is configured for ${goal.kind}; there is one for ${known}`,
				`add \`${goal.kind}\` to this exec target`,
			);
		}
		const payload: ActionPayload = { goal: goal.kind, apply: [...command], cwd: this.#surroundings.cwd, token: randomUUID() };
		const back = WAY_BACK[goal.kind];
		const hasWayBack = back !== undefined && ACTIONS.some((action) => action === back && this.#form.actions[action]);
		return {
			kind: "steps",
			steps: [
				{
					name: goal.kind,
					title: `Run ${command[0] ?? goal.kind} to ${goal.kind.replace("-", " ")}`,
					risk: "safe",
					repeat: this.#repeat,
					command: pasteable(this.#fill(command, payload, "by-hand"), this.#surroundings),
					payload,
					undo: hasWayBack ? { goal: back } : null,
					timeoutMs: this.#surroundings.actMs + this.#surroundings.readMs,
				},
			],
			warnings: [],
			notChanged: [],
		};
	}

	/** Without an observe command a marker file tells; it is missing on another machine, which is why such a command must be idempotent. */
	async observe(step: Step, call: StepCall): Promise<StepState> {
		const payload = actionPayloadOf(step);
		if (!this.#form.observe) return await this.#stateFromMarker(payload);
		try {
			return parseState(
				await outputOf(this.#fill(this.#form.observe, payload, step.id), {
					processes: this.#context.processes,
					surroundings: this.#surroundings,
					timeoutMs: this.#surroundings.readMs,
					signal: call.signal,
				}),
			);
		} catch (fault) {
			return { state: "unknown", detail: errorText(fault) };
		}
	}

	async apply(step: Step, call: StepCall): Promise<void> {
		const payload = actionPayloadOf(step);
		assertSameCommand(payload, { apply: this.#form.actions[payload.goal] ?? [], cwd: this.#surroundings.cwd });
		await outputOf(this.#fill(payload.apply, payload, step.id), {
			processes: call.processes,
			surroundings: this.#surroundings,
			timeoutMs: this.#surroundings.actMs,
			signal: call.signal,
		});
		if (!this.#form.observe) await this.#leaveMarker(payload);
	}

	async check(_deadline: AbortSignal): Promise<readonly Finding[]> {
		const commands = [...Object.values(this.#form.actions), ...(this.#form.observe ? [this.#form.observe] : [])];
		return await Promise.all(
			commands.map((argv) =>
				finding(`${argv[0]} is there`, async () => {
					if (await hasProgram(argv, this.#context, this.#surroundings)) return "found";
					throw new BackoutError({
						code: "exec.program-not-found",
						message: `${argv[0]} is not there or may not be run`,
						fix: `install ${argv[0]}, or mend its path and its execute bit`,
					});
				}),
			),
		);
	}

	/** An action destroys nothing that a command could show. */
	async evidence(_sinceMs: number, _deadline: AbortSignal): Promise<readonly Evidence[]> {
		return [];
	}

	#fill(template: readonly string[], payload: ActionPayload, step: string): readonly string[] {
		const { service, environment } = this.#context;
		return fillTemplate(template, { service, environment, goal: payload.goal, step });
	}

	#marker(payload: ActionPayload): string {
		return join(this.#context.directory, ".backout", "exec", payload.token);
	}

	async #stateFromMarker(payload: ActionPayload): Promise<StepState> {
		try {
			await access(this.#marker(payload));
			return { state: "landed", detail: `${payload.goal}: the command exited with 0` };
		} catch {
			return { state: "untouched", detail: `${payload.goal}: no finished command is known here` };
		}
	}

	async #leaveMarker(payload: ActionPayload): Promise<void> {
		const marker = this.#marker(payload);
		await mkdir(join(marker, ".."), { recursive: true, mode: 0o700 });
		await writeFile(marker, `${payload.goal}\n`, { mode: 0o600 });
	}
}

function actionPayloadOf(step: Step): ActionPayload {
	const parsed = actionPayload.safeParse(step.payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "exec.bad-payload",
		message: `step ${step.id} holds no payload of the exec adapter`,
		fix: "make the plan anew with `backout plan`",
	});
}
