import type { VersionedTarget } from "../../../src/core/adapter.ts";
import { bringAbout, stepsOf } from "../../../src/testing/step-driver.ts";

/** Everything that an adapter does in an incident, from the check to the proof: returns the target to the release and forward again. */
export async function drive(kind: string, target: VersionedTarget, previous: string): Promise<void> {
	const deadline = () => AbortSignal.timeout(30_000);
	const findings = await target.check(deadline());
	const failed = findings.filter(({ ok }) => !ok).map(({ name, detail, fix }) => `${name}: ${detail} (${fix})`);
	if (failed.length > 0) throw new Error(failed.join("\n"));
	const current = await target.current();
	for (const id of [previous, current.id]) {
		const release = (await target.history(20)).find((one) => one.id === id);
		if (release === undefined) throw new Error(`history does not show ${id}`);
		await target.evidence(60_000, deadline());
		await bringAbout(target, stepsOf(kind, await target.propose({ kind: "return", to: release })));
		const to = new Date();
		await target.readiness?.({ from: new Date(to.getTime() - 60_000).toISOString(), to: to.toISOString() }, deadline());
	}
}
