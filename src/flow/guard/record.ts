import type { Guard } from "../../core/guard.ts";
import { releaseName } from "../../core/lineage.ts";
import type { Release, ReleaseName } from "../../core/release.ts";
import type { GuardWork } from "./parts.ts";
import { newRelease, type Settled } from "./settle.ts";

/** Tells the ledger of the release that went live, like `backout record`, with what each target says of it; returns its name, or null when no one new release runs. */
export async function recordDeploy({ parts, desk }: GuardWork, settled: Settled): Promise<ReleaseName | null> {
	const release = newRelease(settled);
	const guard = desk.guard();
	if (release === null) return null;
	const store = await parts.store();
	const recorded = await store.ledger.record(recordOf(guard, release, parts.who));
	await store.audit.append(
		{
			by: parts.who,
			action: "release.record",
			subject: `${guard.service}/${guard.environment}/${recorded.id}`,
			detail: { guard: guard.id },
		},
		new Date(parts.clock.now()).toISOString(),
	);
	return releaseName(recorded);
}

/** A name that was given wins over what the targets call it; the ledger joins the two by the targets' own ids. */
function recordOf(guard: Guard, release: Release, who: string): Release {
	return {
		...release,
		id: guard.version ?? release.id,
		label: guard.version ?? release.label,
		commit: guard.commit ?? release.commit,
		deployedAt: wentLive(guard, release),
		deployedBy: who,
		standing: "unknown",
		standingReason: null,
		isRecorded: true,
	};
}

/** The platform's own time when it lies within the deploy; else when the deploy began: an error that a roll-out brings with it must not seem to come before it. */
function wentLive(guard: Guard, { deployedAt }: Release): string | null {
	const begun = guard.deployStartedAt;
	if (begun === null) return deployedAt;
	return deployedAt !== null && Date.parse(deployedAt) >= Date.parse(begun) ? deployedAt : begun;
}
