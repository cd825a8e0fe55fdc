import type { TargetRelease } from "../../core/release.ts";
import { lookAround } from "./changed.ts";
import type { GuardWork } from "./parts.ts";

/** Targets that run what they ran before the deploy and yet have steps to come back to it: a symlink that leads elsewhere changes the release with the next restart. */
export async function unsettled(work: GuardWork): Promise<readonly string[]> {
	const { before } = work.desk.guard();
	const { currents } = await lookAround(work);
	const same = Object.entries(before).flatMap(([name, release]) =>
		release !== null && currents[name]?.id === release.id ? [{ name, release }] : [],
	);
	const asked = await Promise.all(same.map(async ({ name, release }) => ((await hasSteps(work, name, release)) ? [name] : [])));
	return asked.flat();
}

/** A target that cannot answer has not shown that anything changed. */
async function hasSteps({ parts, place }: GuardWork, name: string, to: TargetRelease): Promise<boolean> {
	const target = (await parts.connect(place)).targets.get(name);
	const proposal = await target?.propose({ kind: "return", to }).catch(() => null);
	return proposal?.kind === "steps";
}
