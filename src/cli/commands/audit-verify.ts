import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { CommonFlags } from "../flags.ts";
import { withSession } from "../session.ts";

/** `backout audit verify`. */
export default async function auditVerify(this: CliContext, flags: CommonFlags): Promise<void> {
	await withSession(this, flags, async ({ app, answer, exit, paint }) => {
		const verdict = await app.verifyAudit();
		answer(verdict, () => [
			verdict.ok
				? `${paint.good("✓")} ${verdict.entries} entries, the chain is whole`
				: `${paint.bad("✗")} broken at entry ${verdict.brokenAt}: ${verdict.reason}`,
		]);
		if (!verdict.ok) exit(EXIT.failed);
	});
}
