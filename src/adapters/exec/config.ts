import { z } from "zod";
import { parseDuration } from "../../core/duration.ts";
import { besideOtherFaults, hasPlaceholder } from "../../core/settings.ts";
import { templateFaults } from "./template.ts";

/** The goals an action target may be given a command for, by their names in the config. */
export const ACTIONS = ["flush", "disable", "stop-writes", "resume-writes"] as const;
export type Action = (typeof ACTIONS)[number];

const READ_PLACEHOLDERS = ["service", "environment"] as const;
const STEP_PLACEHOLDERS = [...READ_PLACEHOLDERS, "release", "from", "step"] as const;
const ACTION_PLACEHOLDERS = [...READ_PLACEHOLDERS, "goal", "step"] as const;

const OBSERVE_PLACEHOLDERS = [...STEP_PLACEHOLDERS, "goal"] as const;

/** A command; its own faults are told whatever else is wrong around it. */
const argv = (allowed: readonly string[], example: readonly [string, ...string[]]) =>
	z
		.array(z.string().meta({ examples: [example[0]] }))
		.min(1, "a command needs at least a program name")
		.refine(([program]) => program !== "", "a command needs the name of a program first")
		.superRefine((template, refinement) => {
			for (const message of templateFaults(template, allowed)) refinement.addIssue({ code: "custom", message });
		})
		.meta({ examples: [example] });
const action = (verb: string, program: string) =>
	argv(ACTION_PLACEHOLDERS, [program, "{service}"])
		.optional()
		.describe(`Command that ${verb}. Placeholders: {service}, {environment}, {goal}, {step}.`);

const fields = z.strictObject({
	current: argv(READ_PLACEHOLDERS, ["./releases.sh", "current"])
		.optional()
		.describe("Prints the id of the release that is live, or a JSON object { id, label?, commit?, digest?, deployedAt?, unavailable? }."),
	history: argv(READ_PLACEHOLDERS, ["./releases.sh", "list"])
		.optional()
		.describe("Prints the releases, newest first: one id a line, a JSON array, or one JSON object a line."),
	apply: argv(STEP_PLACEHOLDERS, ["./deploy.sh", "{release}"])
		.optional()
		.describe("Makes {release} live and exits 0 when it was accepted. Placeholders: {release}, {from}, {service}, {environment}, {step}."),
	flush: action("empties the cache", "./flush.sh"),
	disable: action("switches the thing off", "./disable.sh"),
	"stop-writes": action("stops writes", "./read-only.sh"),
	"resume-writes": action("lets writes through again", "./read-write.sh"),
	observe: argv(OBSERVE_PLACEHOLDERS, ["./observe.sh", "{service}"])
		.optional()
		.describe("Prints untouched, landing, landed or broken (and a detail), or JSON { state, detail }. Left out: derived from `current`."),
	cwd: z
		.string()
		.min(1)
		.meta({ examples: ["./deploy"] })
		.optional()
		.describe("Directory the commands run in; the config file's directory when left out."),
	env: z
		.record(
			z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is no name of an environment variable"),
			z.string().meta({ examples: ["${DEPLOY_TOKEN}"] }),
		)
		.meta({ examples: [{ DEPLOY_TOKEN: "${DEPLOY_TOKEN}" }] })
		.optional()
		.describe("Environment variables for the commands; the place for secrets."),
	timeout: z
		.string()
		.refine((text) => hasPlaceholder(text) || (parseDuration(text) ?? 0) > 0, "not a duration; write 90s, 10m or 1h30m")
		.meta({ examples: ["10m"] })
		.optional()
		.describe("How long one command may take: 30s for reading and 10m for acting when left out."),
	repeat: z
		.enum(["idempotent", "never", "conditional"])
		.optional()
		.describe(
			"What a second run of the command does: nothing (idempotent), harm (never, the default), or it refuses by itself (conditional).",
		),
});

/** The settings of one exec target, parsed; which of the two forms it is, `formOf` says. */
export type ExecConfig = z.infer<typeof fields>;

/** The schema of the `exec` key: commands for a versioned target (current, history, apply) or for an action target (flush, disable …). */
export const execSchema = fields
	.superRefine(
		(config, refinement) => {
			for (const [path, message] of configFaults(config))
				refinement.addIssue({ code: "custom", path: path === null ? [] : [path], message });
		},
		{ when: besideOtherFaults },
	)
	.meta({
		examples: [{ current: ["./releases.sh", "current"], history: ["./releases.sh", "list"], apply: ["./deploy.sh", "{release}"] }],
	});

type Fault = readonly [path: keyof ExecConfig | null, message: string];

function configFaults(config: ExecConfig): readonly Fault[] {
	return [...formFaults(config), ...observeFaults(config)];
}

function formFaults(config: ExecConfig): readonly Fault[] {
	const versioned = (["current", "history", "apply"] as const).filter((key) => config[key] !== undefined);
	const actions = ACTIONS.filter((key) => config[key] !== undefined);
	if (versioned.length === 0 && actions.length === 0) {
		return [[null, `needs current, history and apply (a target with releases), or one of ${ACTIONS.join(", ")} (a target without)`]];
	}
	if (versioned.length > 0 && actions.length > 0) {
		return [[actions[0] ?? null, `${versioned.join(", ")} and ${actions.join(", ")} belong to two targets: split them`]];
	}
	if (versioned.length > 0) {
		const missing = (["current", "history", "apply"] as const).filter((key) => config[key] === undefined);
		return missing.map((key) => [key, `missing: a target with releases needs current, history and apply`]);
	}
	if (config.observe !== undefined || config.repeat === "idempotent") return [];
	return [["observe", "missing: after a crash nothing could tell whether the command had run; give observe, or say repeat: idempotent"]];
}

/** Which placeholders `observe` may hold depends on what it observes. */
function observeFaults({ apply, observe }: ExecConfig): readonly Fault[] {
	// Asked although another key is wrong, and this may be the one.
	if (!Array.isArray(observe) || observe.some((argument) => typeof argument !== "string")) return [];
	const told = new Set(templateFaults(observe, OBSERVE_PLACEHOLDERS));
	const faults = templateFaults(observe, apply ? STEP_PLACEHOLDERS : ACTION_PLACEHOLDERS);
	return faults.filter((message) => !told.has(message)).map((message): Fault => ["observe", message]);
}

/** The commands of a target with releases. */
export interface VersionedForm {
	readonly kind: "versioned";
	readonly current: readonly string[];
	readonly history: readonly string[];
	readonly apply: readonly string[];
	readonly observe: readonly string[] | null;
}

/** The commands of a target without releases. */
export interface ActionForm {
	readonly kind: "action";
	readonly actions: Readonly<Partial<Record<Action, readonly string[]>>>;
	readonly observe: readonly string[] | null;
}

/** Which of the two forms the settings have. */
export function formOf(config: ExecConfig): VersionedForm | ActionForm {
	const observe = config.observe ?? null;
	const { current, history, apply } = config;
	if (current && history && apply) return { kind: "versioned", current, history, apply, observe };
	const given = ACTIONS.flatMap((key) => (config[key] ? [[key, config[key]] as const] : []));
	return { kind: "action", actions: Object.fromEntries(given), observe };
}
