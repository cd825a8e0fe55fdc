import { resolveSecrets } from "../config/index.ts";
import { BackoutError } from "../core/error.ts";
import type { Guard } from "../core/guard.ts";
import { isLeft } from "../flow/guard/desk.ts";
import type { GuardParts } from "../flow/guard/index.ts";
import type { App } from "./app.ts";
import { sourcesOf } from "./connect.ts";
import { nearestOrList } from "./known-run.ts";
import type { AppParts } from "./parts.ts";

/** Deploys under guard: the ordinary commands in another order; what only they need is loaded when one is. */
export function guardingCommands(
	parts: AppParts,
	commands: Pick<App, "assess" | "start">,
): Pick<App, "guard" | "resumeGuard" | "openGuards"> {
	const guarding: GuardParts = {
		...parts,
		look: (place, isDecisive) => commands.assess(place, { facts: [], summary: null, isLook: !isDecisive }),
		start: (plan, request) => commands.start(plan, request),
		backupOf: (place) => backupOf(parts, place),
	};
	return {
		async guard(place, request, audience) {
			const { guardDeploy } = await import("../flow/guard/index.ts");
			return await guardDeploy(guarding, place, request, audience);
		},
		async resumeGuard(id, audience) {
			const store = await parts.store();
			const guard = await store.guards.get(id);
			if (guard === null) throw await unknown(parts, id);
			const { resumeGuard } = await import("../flow/guard/index.ts");
			return await resumeGuard(guarding, guard, audience);
		},
		async openGuards(filter) {
			const guards = await (await parts.store()).guards.open(filter);
			return guards.map((guard) => ({ guard, isLeft: isLeft(guard, parts.clock.now()) }));
		},
	};
}

/** Resolved only when it is needed; an argument that is no text was refused when the config was read. */
function backupOf(parts: AppParts, { service, environment }: Pick<Guard, "service" | "environment">): readonly string[] | null {
	const place = parts.config.services.find((one) => one.service === service && one.environment === environment);
	if (place === undefined || place.guard.backup === null) return null;
	const resolved = resolveSecrets(place.guard.backup, sourcesOf(parts), ["services", service, "guard", "backup"]);
	return Array.isArray(resolved) ? resolved.map(String) : null;
}

async function unknown(parts: AppParts, id: string): Promise<BackoutError> {
	const open = (await (await parts.store()).guards.open({})).map((guard) => guard.id);
	return new BackoutError({
		code: "guard.unknown",
		message: `there is no guard ${JSON.stringify(id)}`,
		fix: nearestOrList(id, open, "backout status"),
	});
}
