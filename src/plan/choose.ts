import { isFreeze } from "../core/freeze.ts";
import { runningText, silentText } from "../core/lineage.ts";
import { placeText } from "../core/place.ts";
import { type Choice, type ChoiceInput, refuse } from "./choice.ts";
import { chooseKnown } from "./choose-known.ts";
import { chooseFromSplit } from "./choose-split.ts";
import { chooseWanted } from "./choose-wanted.ts";

/** The release that the targets shall return to, with what a person must know about it, or why there is none and what would help. */
export function chooseRelease(input: ChoiceInput): Choice {
	if (isFreeze(input.kind)) return chooseNone(input);
	if (input.targets.length === 0) return noTargets(input);
	const { current, wanted } = input;
	const silent = silentOf(input);
	if (current.state === "unknown" || silent.length > 0) return currentUnknown(input, silent);
	if (input.isAutomatic && input.kind === "undo") return undoIsForPeople(input);
	if (wanted !== null) return chooseWanted(input, wanted);
	if (input.kind === "undo") return undoNeedsRelease(input);
	if (current.state === "split")
		return input.kind === "stable-release" ? chooseKnown(input, input.releases) : chooseFromSplit(input, current.running);
	if (input.kind === "redeploy")
		return { outcome: "chosen", to: current.release, warnings: redeployWarnings(runningText(current.elsewhere)) };
	return chooseKnown(input);
}

/** Nothing is returned to; what runs must be known all the same, except where a switch without releases is all that is asked for. */
function chooseNone(input: ChoiceInput): Choice {
	const silent = silentOf(input);
	if (input.targets.length > 0 && (input.current.state === "unknown" || silent.length > 0)) return currentUnknown(input, silent);
	return input.isAutomatic ? freezeIsForPeople(input) : { outcome: "stays", warnings: [] };
}

function silentOf({ current, targets }: ChoiceInput): readonly string[] {
	return current.silent.filter((target) => targets.includes(target));
}

function noTargets(input: ChoiceInput): Choice {
	return refuse(
		"no-targets",
		`No target of ${placeText(input.place)} was named.`,
		"Name at least one target; an empty list never means all.",
	);
}

function currentUnknown(input: ChoiceInput, silent: readonly string[]): Choice {
	const who = silent.length > 0 ? silentText(silent, input.silence) : "any target";
	return refuse(
		"current-unknown",
		`What ${who} of ${placeText(input.place)} runs is not known, so nobody can say what a rollback would change.`,
		"Run `backout check --live` to see what does not answer, and plan again when it does.",
	);
}

function undoIsForPeople(input: ChoiceInput): Choice {
	return refuse(
		"undo-not-automatic",
		`Automation may not undo a rollback of ${placeText(input.place)}.`,
		"A person decides about going forward again: `backout undo <run>`.",
	);
}

function freezeIsForPeople(input: ChoiceInput): Choice {
	return refuse(
		"freeze-not-automatic",
		`Automation may neither stop ${placeText(input.place)} nor bring it back: its users are not served meanwhile.`,
		`A person decides about it: \`backout run ${input.place.service} --recipe ${input.kind}\`.`,
	);
}

function undoNeedsRelease(input: ChoiceInput): Choice {
	return refuse(
		"undo-without-release",
		`The run to undo on ${placeText(input.place)} does not say which release it came from.`,
		"Name the release: `backout plan <service> --to <release>`.",
	);
}

function redeployWarnings(elsewhere: string): readonly string[] {
	return elsewhere === "" ? [] : [`Not every target runs this release: ${elsewhere}.`];
}
