import * as z from "zod";
import { PLAN_KINDS, type Plan } from "../core/plan.ts";
import { isPlanIntact } from "./hash.ts";

/** One thing wrong with a plan file. */
export interface PlanFault {
	/** Dotted path in the file: `steps[0].risk`; empty for the file as a whole. */
	readonly path: string;
	readonly message: string;
	readonly fix: string;
}

/** A plan that is whole, or everything wrong with it. */
export type ParsedPlan = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly faults: readonly PlanFault[] };

const MAKE_A_NEW_ONE = "Make a new one: `backout plan <service> -o FILE`. Plan files are not edited by hand.";

/** Built when a plan is read: most commands read none. */
function planSchema() {
	const text = z.string().min(1);
	const releaseName = z.strictObject({ id: text, label: z.string() });

	const step = z.strictObject({
		id: text,
		target: text,
		adapter: text,
		title: z.string(),
		risk: z.enum(["safe", "lossy", "irreversible"]),
		repeat: z.enum(["conditional", "idempotent", "never"]),
		command: z.string(),
		payload: z.json(),
		undo: z.json(),
		timeoutMs: z.number().positive(),
	});

	const batch = z.strictObject({ targets: z.array(text).min(1), steps: z.array(text), gate: z.array(text) });

	return z.strictObject({
		version: z.literal(1),
		id: text,
		hash: z.string().regex(/^[0-9a-f]{64}$/),
		kind: z.enum(PLAN_KINDS),
		service: text,
		environment: text,
		createdAt: z.iso.datetime(),
		from: releaseName.nullable(),
		to: releaseName.nullable(),
		world: z.record(z.string(), z.string().nullable()),
		steps: z.array(step),
		batches: z.array(batch).exactOptional(),
		warnings: z.array(z.string()),
		notChanged: z.array(z.string()),
		wayBack: z.string(),
		expectedMs: z.number().nonnegative().nullable(),
		refused: z.strictObject({ rule: text, reason: z.string(), fix: z.string() }).nullable(),
	});
}

/** The plan in a parsed JSON document: its version, its shape, then its hash are checked; never throws. */
export function parsePlan(json: unknown): ParsedPlan {
	const version = versionFault(json);
	if (version !== null) return { ok: false, faults: [version] };
	const parsed = planSchema().safeParse(json, { jitless: true });
	if (!parsed.success) return { ok: false, faults: parsed.error.issues.map(shapeFault) };
	const plan: Plan = parsed.data;
	if (!isPlanIntact(plan)) return { ok: false, faults: [changed(plan)] };
	const double = doubleStep(plan);
	return double === null ? { ok: true, plan } : { ok: false, faults: [double] };
}

function versionFault(json: unknown): PlanFault | null {
	if (typeof json !== "object" || json === null || Array.isArray(json)) {
		return { path: "", message: "The file holds no plan: a JSON object is expected.", fix: MAKE_A_NEW_ONE };
	}
	const version = "version" in json ? json.version : undefined;
	if (version === 1) return null;
	const found = version === undefined ? "says no version" : `is of version ${JSON.stringify(version)}`;
	const fix =
		typeof version === "number" && version > 1 ? "Use the newer Backout that made it, or make a new plan with this one." : MAKE_A_NEW_ONE;
	return { path: "version", message: `The plan ${found}; this Backout reads version 1.`, fix };
}

function shapeFault(issue: z.core.$ZodIssue): PlanFault {
	const path = issue.path
		.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
		.join("");
	return { path, message: `${path === "" ? "The plan" : path}: ${issue.message}.`, fix: MAKE_A_NEW_ONE };
}

function changed(plan: Plan): PlanFault {
	return {
		path: "hash",
		message: `Plan ${plan.id} was changed after it was made: its hash does not match its content.`,
		fix: MAKE_A_NEW_ONE,
	};
}

/** The journal tells steps apart by their ids. */
function doubleStep(plan: Plan): PlanFault | null {
	const ids = plan.steps.map((one) => one.id);
	const index = ids.findIndex((id, position) => ids.indexOf(id) !== position);
	if (index === -1) return null;
	return { path: `steps[${index}].id`, message: `Two steps of the plan have the id ${ids[index]}.`, fix: MAKE_A_NEW_ONE };
}
