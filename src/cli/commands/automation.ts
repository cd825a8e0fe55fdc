import type { CliContext } from "../context.ts";
import type { CommonFlags } from "../flags.ts";
import { withSession } from "../session.ts";

type AutomationFlags = CommonFlags & { readonly reason?: string };

/** `backout automation off`. */
export async function off(this: CliContext, flags: AutomationFlags): Promise<void> {
	await set(this, flags, false);
}

/** `backout automation on`. */
export async function on(this: CliContext, flags: AutomationFlags): Promise<void> {
	await set(this, flags, true);
}

async function set(context: CliContext, flags: AutomationFlags, isOn: boolean): Promise<void> {
	await withSession(context, flags, async ({ app, answer }) => {
		await app.setAutomation(isOn, flags.reason ?? "no reason given");
		answer({ automation: isOn ? "on" : "off", by: app.who }, () => [
			isOn ? "Automation is on again." : "Automation is off: nothing is rolled back by itself. People still can.",
		]);
	});
}
