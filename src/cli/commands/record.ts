import { BackoutError } from "../../core/error.ts";
import type { Standing } from "../../core/release.ts";
import type { CliContext } from "../context.ts";
import type { PlaceFlags } from "../flags.ts";
import { placeOf, withSession } from "../session.ts";

interface RecordFlags extends PlaceFlags {
	readonly commit?: string;
	readonly schemaRevision?: string;
	readonly by?: string;
	readonly at?: string;
	readonly good: boolean;
	readonly bad: boolean;
	readonly never: boolean;
	readonly unknown: boolean;
	readonly override: boolean;
	readonly reason?: string;
}

/** `backout record`. */
export default async function record(this: CliContext, flags: RecordFlags, service: string, label: string): Promise<void> {
	await withSession(this, flags, async (session) => {
		const release = await session.app.record(placeOf(session, service, flags), {
			label,
			commit: flags.commit ?? null,
			deployedAt: timeOf(flags.at),
			by: flags.by ?? null,
			schemaRevision: flags.schemaRevision ?? null,
			standing: standingOf(flags),
			reason: flags.reason ?? null,
			isOverride: flags.override,
		});
		session.answer(release, () => [
			`${release.label} of ${release.service} in ${release.environment} is recorded; standing: ${release.standing}`,
		]);
	});
}

function standingOf(flags: RecordFlags): Standing | null {
	const said = (["good", "bad", "never", "unknown"] as const).filter((standing) => flags[standing]);
	if (said.length > 1) {
		throw new BackoutError({
			code: "usage.standing",
			message: `a release has one standing, not ${said.join(" and ")}`,
			fix: "give one of --good, --bad, --never, --unknown",
		});
	}
	return said[0] ?? null;
}

function timeOf(text: string | undefined): string | null {
	if (text === undefined) return null;
	const ms = Date.parse(text);
	if (!Number.isNaN(ms)) return new Date(ms).toISOString();
	throw new BackoutError({ code: "usage.time", message: `${JSON.stringify(text)} is no time`, fix: "write it as 2026-01-31T03:14:00Z" });
}
