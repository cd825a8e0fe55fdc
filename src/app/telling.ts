import type { Place } from "../core/place.ts";
import type { Release } from "../core/release.ts";
import type { App, RecordInput } from "./app.ts";
import type { AppParts } from "./parts.ts";

/** The commands by which people and CI tell Backout something: releases, automation, holds. */
export function tellingCommands(parts: AppParts): Pick<App, "record" | "setAutomation" | "hold" | "release" | "verifyAudit"> {
	const now = () => new Date(parts.clock.now()).toISOString();
	const audit = async (action: string, subject: string, detail: Readonly<Record<string, string | boolean | null>>) =>
		await (await parts.store()).audit.append({ by: parts.who, action, subject, detail }, now());
	return {
		async record(place, input) {
			const store = await parts.store();
			const release = await store.ledger.record(releaseOf(place, input, now(), parts.who));
			const { standing } = input;
			const marked =
				standing === null
					? null
					: await store.ledger.mark(place, release.id, standing, input.reason ?? `said by ${parts.who}`, input.isOverride);
			await audit("release.record", `${place.service}/${place.environment}/${release.id}`, {
				standing,
				reason: input.reason,
				isOverride: input.isOverride,
			});
			return marked ?? release;
		},
		async setAutomation(isOn, reason) {
			await (await parts.store()).controls.setAutomation(isOn, parts.who, reason, now());
			await audit(isOn ? "automation.on" : "automation.off", "all services", { reason });
		},
		async hold(place, reason) {
			await (await parts.store()).controls.hold(place, { by: parts.who, reason, at: now() });
			await audit("deploys.hold", `${place.service}/${place.environment}`, { reason });
		},
		async release(place) {
			const wasHeld = await (await parts.store()).controls.unhold(place);
			if (wasHeld) await audit("deploys.release", `${place.service}/${place.environment}`, {});
			return wasHeld;
		},
		verifyAudit: async () => await (await parts.store()).audit.verify(),
	};
}

function releaseOf(place: Place, input: RecordInput, now: string, who: string): Release {
	return {
		service: place.service,
		environment: place.environment,
		id: input.label,
		label: input.label,
		commit: input.commit,
		deployedAt: input.deployedAt ?? now,
		deployedBy: input.by ?? who,
		targets: {},
		schemaRevision: input.schemaRevision,
		standing: "unknown",
		standingReason: null,
		isRecorded: true,
	};
}
