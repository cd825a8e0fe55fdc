import { handCommand } from "../core/command.ts";
import { clockTime, utcDay } from "../core/time.ts";
import { currentLabel, type Situation } from "./situation.ts";

/** Why the statistical judge says nothing of what runs, and what mends that where something does; null when it was asked. One sentence or two, without a full stop at the end. */
export function notJudgedText(situation: Situation): string | null {
	const { verdict, current, returnedBy } = situation;
	if (verdict !== null) return null;
	if (current === null) return "nobody can say which release runs";
	if (returnedBy !== null) return `${current.label} was brought back by ${returnedBy}, and the bake of that run judges it`;
	return isTimeKnown(situation)
		? `nothing that is measured has a past that ${current.label} could be held against`
		: unknownTimeText(situation);
}

/** Whether it is known when what runs took traffic: before and after can then be told apart. */
export function isTimeKnown({ current, now }: Situation): boolean {
	return current !== null && current.deployedAt !== null && Date.parse(current.deployedAt) <= now;
}

function unknownTimeText(situation: Situation): string {
	const { current, place, now } = situation;
	const label = currentLabel(situation);
	const atMs = Date.parse(current?.deployedAt ?? "");
	if (atMs > now) {
		const at = new Date(atMs).toISOString();
		return `${label} is said to have taken traffic at ${utcDay(at)} ${clockTime(at)} UTC, which is yet to come: hold the clock of this machine against the one that says so`;
	}
	const record = handCommand(["backout", "record", place.service, label, "-e", place.environment, "--at"]);
	return `nobody knows when ${label} took traffic. Tell it with \`${record} TIME\`; releases deployed with \`backout guard\`, or recorded by CI, tell it themselves`;
}
