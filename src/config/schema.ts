import { z } from "zod";
import { STATED_FACTS } from "../core/assessment.ts";
import { exampleOf } from "./example.ts";
import { databaseUrl, durationMs, factor, positiveDurationMs, ratio, stateText, text, webUrl } from "./fields.ts";
import { type ConfigKinds, PLACE_SECTIONS, type Section, schemasFor } from "./kinds.ts";

/** Tells, for an object schema whose keys are kinds, which section it is: its unknown keys are unknown kinds, or kinds that belong elsewhere. */
export const sectionOf = new WeakMap<object, { readonly section: Section; elsewhere(kind: string): readonly Section[] }>();

/** The schema of the whole file. What it gives has durations in milliseconds and shares as 0..1; entries that name a kind are checked here and read from the file as they stand. */
export function configSchema(kinds: ConfigKinds) {
	return z.strictObject({
		version: z.literal(1).describe("The version of this file's shape."),
		state: stateText.optional(),
		environments: z
			.record(z.string(), environment.nullable())
			.meta({ examples: [{ production: { automatic: true } }] })
			.optional()
			.describe("Where services run, and what is allowed there."),
		services: byName(serviceSchema(kinds), "checkout").describe("What is deployed and can be rolled back on its own."),
		channels: byName(channelSchema(kinds), "incidents").optional().describe("Where people are told."),
		policy: policy.optional(),
		escalation: z.array(escalationLevel).optional().describe("Who is told, and who may approve what."),
		contacts: z
			.record(z.string(), contact)
			.meta({ examples: [{ oncall: { name: "On call" } }] })
			.optional(),
		plugins: z.array(text("./my-adapter.ts")).optional().describe("Adapter modules of your own, relative to this file."),
	});
}

/** What `configSchema` gives. */
export type ParsedConfig = z.output<ReturnType<typeof configSchema>>;

/** What a service may say once for all its environments, and each environment may say differently. */
export type ParsedDefaults = z.output<z.ZodObject<typeof defaults>>;

const thresholds = z
	.strictObject({
		errorsAct: ratio("5%").optional().describe("Roll back at once above this share of failed requests (5%)."),
		errorsInvestigate: ratio("1%").optional().describe("Investigate above this share (1%)."),
		slowerAct: factor(1.5).optional().describe("Roll back when this many times slower (1.5)."),
		slowerInvestigate: factor(1.2).optional().describe("Investigate when this many times slower (1.2)."),
		errorsAfter: ratio("1%").optional().describe("After a rollback errors stay below this share (1%)."),
		investigate: positiveDurationMs("5m").optional().describe("How long to investigate before deciding (5m)."),
		minimumRequests: z
			.int()
			.min(1)
			.meta({ examples: [20] })
			.optional()
			.describe("Fewer requests than this prove nothing (20)."),
		window: positiveDurationMs("1m").optional().describe("The window signals are read over (1m)."),
	})
	.meta({ description: "When to act; the defaults are the runbooks' own numbers.", examples: [{ errorsAct: "5%" }] });

const guard = z
	.strictObject({
		backup: z
			.array(text("./backup.sh"))
			.min(1)
			.optional()
			.describe("Command that takes a backup before the deploy; the deploy begins only when it exits with 0."),
		backupTimeout: positiveDurationMs("30m").optional().describe("How long the backup may take (30m)."),
	})
	.meta({ description: "What `backout guard` does around a deploy.", examples: [{ backup: ["./backup.sh"] }] });

const defaults = {
	dependsOn: z.array(text("payments")).optional().describe("Services this one calls."),
	bake: durationMs("30m").optional().describe("How long signals are watched after a rollback (30m)."),
	settle: durationMs("60s").optional().describe("How long the service may take to become healthy (60s)."),
	notify: z.array(text("incidents")).optional().describe("Names of channels."),
	thresholds: thresholds.optional(),
	facts: z.array(z.enum(STATED_FACTS)).optional().describe("Facts that always hold for the service."),
	guard: guard.optional(),
};

const environment = z
	.strictObject({
		drills: z.boolean().optional().describe("Drills may run here."),
		automatic: z.boolean().optional().describe("Backout may roll back here without asking."),
	})
	.meta({ examples: [{ automatic: true }] });

const policy = z
	.strictObject({
		automatic: z
			.strictObject({
				cooldown: durationMs("60m").optional().describe("Between two automatic rollbacks of a service (60m)."),
				perDay: z
					.int()
					.min(0)
					.meta({ examples: [3] })
					.optional()
					.describe("Automatic rollbacks of a service a day (3)."),
				maxReleaseAge: positiveDurationMs("60m")
					.optional()
					.describe("Only a release younger than this is rolled back automatically (60m)."),
				blastRadius: ratio("25%").optional().describe("The share of services rolled back automatically in an hour (25%)."),
			})
			.meta({ examples: [{ perDay: 3 }] })
			.optional(),
		approvals: z
			.strictObject({ standard: level(1), lossy: level(2), infrastructure: level(3), irreversible: level(4) })
			.meta({ examples: [{ lossy: 2 }] })
			.optional()
			.describe("The escalation level, 1 to 4, that may approve each kind of step."),
	})
	.meta({ examples: [{ automatic: { perDay: 3 } }] });

function level(example: number) {
	return z
		.int()
		.min(1)
		.max(4)
		.meta({ examples: [example] })
		.optional();
}

const escalationLevel = z.strictObject({
	level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
	contacts: z.array(text("oncall")).min(1),
	risesAfter: durationMs("5m").optional().describe("How long to wait for an answer before the next level is told (5m)."),
});

const contact = z
	.strictObject({
		name: text("On call").optional(),
		phone: text("+55 11 5550 0100").optional(),
		email: text("oncall@example.com").optional(),
		schedule: webUrl.optional(),
	})
	.meta({ examples: [{ name: "On call", phone: "+55 11 5550 0100" }] });

function serviceSchema(kinds: ConfigKinds) {
	return z.strictObject({ ...defaults, environments: byName(placeSchema(kinds), "production") });
}

/** A service in one environment. */
function placeSchema(kinds: ConfigKinds) {
	const targets = entrySchema(kinds, "targets");
	return z.strictObject({
		...defaults,
		targets: z
			.array(targets)
			.refine((list) => list.length > 0, {
				error: "Found an empty list; a service lives in at least one target, and empty never means all.",
			})
			.meta({ description: "Where the service lives, in the order the places are rolled back.", minItems: 1 }),
		batches: z
			.array(batchSchema(kinds))
			.min(1)
			.optional()
			.describe("The targets in batches: those of one side by side, one batch after the other. Left out: one target after the other."),
		// The migration tool's settings are for the schema stage, which is not built yet; the URL already counts as an endpoint.
		schema: z.looseObject({ url: databaseUrl }).optional().describe("The service's database and its migration tool."),
		after: z.array(entrySchema(kinds, "after")).optional().describe("Targets without releases, after the others."),
		health: z.array(entrySchema(kinds, "health")).optional().describe("Says whether the service lives."),
		smoke: z.array(entrySchema(kinds, "smoke")).optional().describe("Says whether its main jobs work."),
		signals: byName(entrySchema(kinds, "signals", {}), "errors")
			.optional()
			.describe("What is measured, by name."),
		compare: z.array(comparedSchema(kinds)).optional().describe("What the signals are held against, beside the services of this file."),
	});
}

function batchSchema(kinds: ConfigKinds) {
	return z
		.strictObject({
			targets: z.array(text("api-eu")).min(1).describe("Names of the targets that are rolled back side by side."),
			gate: byName(entrySchema(kinds, "gate", {}), "ready")
				.optional()
				.describe("Checks and signals of just these targets, by name: all must be normal before the next batch begins."),
		})
		.meta({ examples: [{ targets: ["api-eu"] }] });
}

function comparedSchema(kinds: ConfigKinds) {
	return z.strictObject({
		name: text("stripe").describe("What it is called in decisions: stripe, mobile, zone-b."),
		is: z
			.enum(["dependency", "caller", "unchanged"])
			.describe("A dependency is called by the service, a caller calls it; unchanged is the same service where the release did not go."),
		signals: byName(entrySchema(kinds, "compare", {}), "errors")
			.refine((signals) => Object.keys(signals).length > 0, {
				error: "There is no signal in it, so there would be nothing to compare.",
			})
			.meta({ description: "Its error rate and its latency, by name.", minProperties: 1 }),
	});
}

function channelSchema(kinds: ConfigKinds) {
	return entrySchema(kinds, "channels", { locale: z.enum(["en", "pt-BR"]).optional() });
}

/** An entry: one kind with its settings, and what may stand beside it. That it is exactly one kind is a rule, so that it is told together with all other faults. */
function entrySchema(kinds: ConfigKinds, section: Section, beside: Readonly<Record<string, z.ZodType>> = { name: text("api").optional() }) {
	const settings = [...schemasFor(kinds, section)].map(([name, schema]) => [name, z.optional(schema)] as const);
	const entry = z.strictObject({ ...beside, ...Object.fromEntries(settings) });
	const example = exampleOfEntry(schemasFor(kinds, section));
	const shown = example === null ? entry : entry.meta({ examples: [example] });
	sectionOf.set(shown, { section, elsewhere: (kind) => PLACE_SECTIONS.filter((other) => schemasFor(kinds, other).has(kind)) });
	return shown;
}

/** The first kind that brings an example stands for all. */
function exampleOfEntry(schemas: ReadonlyMap<string, z.ZodType>): Readonly<Record<string, unknown>> | null {
	const examples = [...schemas].map(([kind, schema]) => [kind, exampleOf(schema)] as const);
	const first = examples.find(([, example]) => example !== undefined);
	return first === undefined ? null : Object.fromEntries([first]);
}

/** A mapping whose keys people choose, with one of them for the example. */
function byName<Value extends z.ZodType>(value: Value, name: string) {
	const example = exampleOf(value);
	const named = z.record(z.string(), value);
	return example === undefined ? named : named.meta({ examples: [{ [name]: example }] });
}
