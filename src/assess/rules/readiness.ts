import { type Rule, SILENT } from "../rule.ts";
import { becauseMeasured, silentOrUnknown } from "../saying.ts";
import { type Judged, ofMeasure, type Situation, withVerdict } from "../situation.ts";

/** The release does not come up at all, by its platform's own word: waiting does not mend it. */
export const notReady: Rule = {
	name: "not-ready",
	group: "act",
	judge(situation) {
		const asked = ofMeasure(situation, "readiness");
		const failing = notReadyAtAll(situation);
		if (failing.length === 0) return asked.length === 0 ? SILENT : silentOrUnknown(asked, "target's readiness");
		const advice = "Roll back now: what was released does not come up.";
		// Users are served by what ran before: the release is as bad, the incident is not.
		return becauseMeasured(failing, { action: "roll-back", severity: failing.every(hasStandIn) ? "P2" : "P1", advice });
	},
};

/** Some pods of the release fail while others are ready: a node, a volume or a registry may be to blame as well. */
export const partlyReady: Rule = {
	name: "partly-ready",
	group: "wait",
	judge(situation) {
		const failing = withVerdict(ofMeasure(situation, "readiness"), "bad").filter(isPartial);
		if (failing.length === 0) return SILENT;
		const advice =
			"Find out within the deadline what tells the failing part from the one that is ready: the release, its node, its volume.";
		return becauseMeasured(failing, { action: "investigate", severity: "P2", advice });
	},
};

/** Targets of which nothing that was released is ready. */
export function notReadyAtAll(situation: Situation): readonly Judged[] {
	return withVerdict(ofMeasure(situation, "readiness"), "bad").filter((judged) => !isPartial(judged));
}

function hasStandIn({ signal: { reading } }: Judged): boolean {
	return reading.kind === "check" && reading.standIn !== undefined;
}

function isPartial({ signal: { reading } }: Judged): boolean {
	return reading.kind === "check" && reading.isPartial === true;
}
