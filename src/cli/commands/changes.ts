import { formatDuration } from "../../core/duration.ts";
import type { CliContext } from "../context.ts";
import type { CommonFlags } from "../flags.ts";
import { tableLines } from "../screens/table.ts";
import { withSession } from "../session.ts";

/** `backout changes`. */
export default async function changes(this: CliContext, flags: CommonFlags & { readonly since: number }): Promise<void> {
	await withSession(this, flags, async ({ app, answer, paint, width, wait }) => {
		const found = await wait("asking every target for its history", app.changes(flags.since));
		answer(found, () =>
			found.length === 0
				? [`Nothing changed in the last ${formatDuration(flags.since)}, as far as Backout was told.`]
				: tableLines(
						{
							header: ["when (UTC)", "service", "environment", "who", "what"],
							rows: found.map(({ time, place, what, who }) => [
								paint.dim(time.slice(0, 19).replace("T", " ")),
								paint.strong(place.service),
								place.environment,
								who ?? "",
								what,
							]),
						},
						paint,
						width,
					),
		);
	});
}
