import { awsCommand } from "../../aws/hand.ts";
import type { Goal, Proposal } from "../../core/adapter.ts";
import type { StepDraft } from "../../core/step.ts";
import { type Alias, isSameRouting, type Routing, routingText } from "./alias.ts";
import type { Provisioned } from "./api.ts";
import type { LambdaConfig } from "./config.ts";
import { type MovePayload, type MoveUndo, undoOf } from "./payload.ts";
import type { Version } from "./version.ts";

/** An alias moves at once. */
const MOVE_MS = 60_000;
/** Warm instances are made anew for a version; AWS gives no limit, a few minutes are usual. */
const PROVISION_MS = 10 * 60_000;

/** What is looked at before a return is proposed. */
export interface Seen {
	readonly alias: Alias;
	/** The version that is returned to; null when it was deleted. */
	readonly wanted: Version | null;
	readonly provisioned: Provisioned | null;
}

/** The step that moves the alias, or why there is none. */
export function proposeReturn(goal: Extract<Goal, { kind: "return" }>, seen: Seen, place: LambdaConfig): Proposal {
	const { alias, wanted, provisioned } = seen;
	if (wanted === null) return gone(goal.to.id, place);
	if (wanted.state === "Failed") return failed(wanted, place);
	const to = routingTo(goal, wanted.version);
	if (isSameRouting(alias, to))
		return { kind: "nothing", reason: `the alias ${alias.name} of ${place.function} sends everybody to version ${wanted.version} already` };
	return {
		kind: "steps",
		steps: [moveStep(alias, to, place, provisioned === null ? MOVE_MS : PROVISION_MS)],
		warnings: warningsOf(seen, wanted),
		notChanged: unchanged(wanted, place),
	};
}

/** All callers on the version, or, when a run is undone, exactly the routing there was before it. */
function routingTo({ undoing = [] }: Extract<Goal, { kind: "return" }>, version: string): Routing {
	const kept = undoing.map(undoOf).find((one) => one !== null && one.routing.version === version);
	return kept?.routing ?? { version, weights: {} };
}

function moveStep(alias: Alias, to: Routing, place: LambdaConfig, timeoutMs: number): StepDraft {
	const { version, weights } = alias;
	const from: Routing = { version, weights };
	const payload: MovePayload = { kind: "move", function: place.function, alias: place.alias, from, to };
	const undo: MoveUndo = { kind: "routing", alias: place.alias, routing: from };
	const isWeighted = Object.keys(weights).length > 0;
	return {
		name: "move",
		title: `Move the alias ${place.alias} of ${place.function} to ${routingText(to)}${isWeighted ? `, from ${routingText(from)}` : ""}`,
		risk: "safe",
		repeat: "conditional",
		command: awsCommand(
			place,
			...["lambda", "update-alias", "--function-name", place.function, "--name", place.alias, "--function-version", to.version],
			...["--routing-config", JSON.stringify({ AdditionalVersionWeights: to.weights }), "--revision-id", alias.revisionId],
		),
		payload,
		undo,
		timeoutMs,
	};
}

function gone(version: string, place: LambdaConfig): Proposal {
	return {
		kind: "refused",
		rule: "version-gone",
		reason: `Version ${version} of the function ${place.function} was deleted.`,
		fix: `Choose another release with --to, or publish the old code anew. See \`${awsCommand(place, "lambda", "list-versions-by-function", "--function-name", place.function)}\`.`,
	};
}

function failed({ version, stateReason }: Version, place: LambdaConfig): Proposal {
	return {
		kind: "refused",
		rule: "version-failed",
		reason: `Version ${version} of the function ${place.function} cannot be invoked: ${stateReason ?? "its state is Failed"}.`,
		fix: "Choose another release with --to, or mend what it needs (its image, its role, its network).",
	};
}

function warningsOf({ provisioned }: Seen, { state, version }: Version): readonly string[] {
	return [
		...(provisioned === null
			? []
			: [
					`The alias keeps ${provisioned.wanted} instances warm: they are made anew for version ${version}, and calls start cold until then.`,
				]),
		...(state === "Inactive"
			? [`Version ${version} was idle so long that Lambda put it away: its first call fails while it is made ready.`]
			: []),
	];
}

function unchanged({ hasSnapStart, layers }: Version, place: LambdaConfig): readonly string[] {
	const own = [
		...(layers.length === 0 ? [] : [layers.length === 1 ? "its layer" : `its ${layers.length} layers`]),
		...(hasSnapStart ? ["its SnapStart snapshot"] : []),
	];
	const brought = own.length === 0 ? "" : `, ${own.join(" and ")}`;
	return [
		`Code, environment variables, memory and timeout come with the version${brought}: they were frozen when it was published.`,
		`Callers of ${place.function} without the alias, its triggers that name another qualifier, its permissions and its reserved concurrency stay as they are.`,
	];
}
