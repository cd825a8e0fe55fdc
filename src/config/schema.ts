import { z } from "zod";
import { STATED_FACTS } from "../core/assessment.ts";
import { databaseUrl, durationMs, factor, positiveDurationMs, ratio, stateText, text, webUrl } from "./fields.ts";
import { type ConfigKinds, PLACE_SECTIONS, type Section, schemasFor } from "./kinds.ts";

/** Tells, for an object schema whose keys are kinds, which section it is: its unknown keys are unknown kinds, or kinds that belong elsewhere. */
export const sectionOf = new WeakMap<object, { readonly section: Section; elsewhere(kind: string): readonly Section[] }>();

/** The schema of the whole file. What it gives has durations in milliseconds and shares as 0..1; entries that name a kind are checked here and read from the file as they stand. */
export function configSchema(kinds: ConfigKinds) {
	return z.strictObject({
		version: z.literal(1).describe("The version of this file's shape."),
		state: stateText.optional(),
		environments: z.record(z.string(), environment.nullable()).optional().describe("Where services run, and what is allowed there."),
		services: z.record(z.string(), serviceSchema(kinds)).describe("What is deployed and can be rolled back on its own."),
		channels: z.record(z.string(), channelSchema(kinds)).optional().describe("Where people are told."),
		policy: policy.optional(),
		escalation: z.array(escalationLevel).optional().describe("Who is told, and who may approve what."),
		contacts: z.record(z.string(), contact).optional(),
		plugins: z.array(text).optional().describe("Adapter modules of your own, relative to this file."),
	});
}

/** What `configSchema` gives. */
export type ParsedConfig = z.output<ReturnType<typeof configSchema>>;

/** What a service may say once for all its environments, and each environment may say differently. */
export type ParsedDefaults = z.output<z.ZodObject<typeof defaults>>;

const thresholds = z
	.strictObject({
		errorsAct: ratio.optional().describe("Roll back at once above this share of failed requests (5%)."),
		errorsInvestigate: ratio.optional().describe("Investigate above this share (1%)."),
		slowerAct: factor.optional().describe("Roll back when this many times slower (1.5)."),
		slowerInvestigate: factor.optional().describe("Investigate when this many times slower (1.2)."),
		errorsAfter: ratio.optional().describe("After a rollback errors stay below this share (1%)."),
		investigate: positiveDurationMs.optional().describe("How long to investigate before deciding (5m)."),
		minimumRequests: z.int().min(1).optional().describe("Fewer requests than this prove nothing (20)."),
		window: positiveDurationMs.optional().describe("The window signals are read over (1m)."),
	})
	.describe("When to act; the defaults are the runbooks' own numbers.");

const guard = z
	.strictObject({
		backup: z
			.array(text)
			.min(1)
			.optional()
			.describe("Command that takes a backup before the deploy; the deploy begins only when it exits with 0."),
		backupTimeout: positiveDurationMs.optional().describe("How long the backup may take (30m)."),
	})
	.describe("What `backout guard` does around a deploy.");

const defaults = {
	dependsOn: z.array(text).optional().describe("Services this one calls."),
	bake: durationMs.optional().describe("How long signals are watched after a rollback (30m)."),
	settle: durationMs.optional().describe("How long the service may take to become healthy (60s)."),
	notify: z.array(text).optional().describe("Names of channels."),
	thresholds: thresholds.optional(),
	facts: z.array(z.enum(STATED_FACTS)).optional().describe("Facts that always hold for the service."),
	guard: guard.optional(),
};

const environment = z.strictObject({
	drills: z.boolean().optional().describe("Drills may run here."),
	automatic: z.boolean().optional().describe("Backout may roll back here without asking."),
});

const policy = z.strictObject({
	automatic: z
		.strictObject({
			cooldown: durationMs.optional().describe("Between two automatic rollbacks of a service (60m)."),
			perDay: z.int().min(0).optional().describe("Automatic rollbacks of a service a day (3)."),
			maxReleaseAge: positiveDurationMs.optional().describe("Only a release younger than this is rolled back automatically (60m)."),
			blastRadius: ratio.optional().describe("The share of services rolled back automatically in an hour (25%)."),
		})
		.optional(),
	approvals: z
		.strictObject({ standard: level(), lossy: level(), infrastructure: level(), irreversible: level() })
		.optional()
		.describe("The escalation level, 1 to 4, that may approve each kind of step."),
});

function level() {
	return z.int().min(1).max(4).optional();
}

const escalationLevel = z.strictObject({
	level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
	contacts: z.array(text).min(1),
	risesAfter: durationMs.optional().describe("How long to wait for an answer before the next level is told (5m)."),
});

const contact = z.strictObject({
	name: text.optional(),
	phone: text.optional(),
	email: text.optional(),
	schedule: webUrl.optional(),
});

function serviceSchema(kinds: ConfigKinds) {
	return z.strictObject({ ...defaults, environments: z.record(z.string(), placeSchema(kinds)) });
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
				params: { fix: "Add a target." },
			})
			.meta({ description: "Where the service lives, in the order the places are rolled back.", minItems: 1 }),
		// The migration tool's settings are for the schema stage, which is not built yet; the URL already counts as an endpoint.
		schema: z.looseObject({ url: databaseUrl }).optional().describe("The service's database and its migration tool."),
		after: z.array(entrySchema(kinds, "after")).optional().describe("Targets without releases, after the others."),
		health: z.array(entrySchema(kinds, "health")).optional().describe("Says whether the service lives."),
		smoke: z.array(entrySchema(kinds, "smoke")).optional().describe("Says whether its main jobs work."),
		signals: z
			.record(z.string(), entrySchema(kinds, "signals", {}))
			.optional()
			.describe("What is measured, by name."),
		compare: z.array(comparedSchema(kinds)).optional().describe("What the signals are held against, beside the services of this file."),
	});
}

function comparedSchema(kinds: ConfigKinds) {
	return z.strictObject({
		name: text.describe("What it is called in decisions: stripe, mobile, zone-b."),
		is: z
			.enum(["dependency", "caller", "unchanged"])
			.describe("A dependency is called by the service, a caller calls it; unchanged is the same service where the release did not go."),
		signals: z
			.record(z.string(), entrySchema(kinds, "compare", {}))
			.refine((signals) => Object.keys(signals).length > 0, {
				error: "There is no signal in it, so there would be nothing to compare.",
				params: { fix: "Add an error rate or a latency." },
			})
			.meta({ description: "Its error rate and its latency, by name.", minProperties: 1 }),
	});
}

function channelSchema(kinds: ConfigKinds) {
	return entrySchema(kinds, "channels", { locale: z.enum(["en", "pt-BR"]).optional() });
}

/** An entry: one kind with its settings, and what may stand beside it. That it is exactly one kind is a rule, so that it is told together with all other faults. */
function entrySchema(kinds: ConfigKinds, section: Section, beside: Readonly<Record<string, z.ZodType>> = { name: text.optional() }) {
	const settings = [...schemasFor(kinds, section)].map(([name, schema]) => [name, z.optional(schema)] as const);
	const entry = z.strictObject({ ...beside, ...Object.fromEntries(settings) });
	sectionOf.set(entry, { section, elsewhere: (kind) => PLACE_SECTIONS.filter((other) => schemasFor(kinds, other).has(kind)) });
	return entry;
}
