import { type Application, type ApplicationText, buildApplication, buildRouteMap } from "@stricli/core";
import type { CliContext } from "./context.ts";
import { guard } from "./routes/guard.ts";
import { incident } from "./routes/incident.ts";
import { assess, changes, history, status, verify } from "./routes/looking.ts";
import { approve, cancel, plan, reject, resume, run, show, undo, watch } from "./routes/running.ts";
import { audit, automation, check, completion, hold, init, record, release } from "./routes/setting-up.ts";
import { VERSION } from "./version.ts";

const routes = buildRouteMap({
	docs: {
		brief:
			"Backout undoes a bad release: it decides with reasons, plans every step, carries it out durably and proves the service is well.",
	},
	routes: {
		init,
		check,
		status,
		changes,
		history,
		record,
		assess,
		plan,
		run,
		undo,
		show,
		watch,
		resume,
		cancel,
		approve,
		reject,
		verify,
		guard,
		incident,
		audit,
		automation,
		hold,
		release,
		completion,
	},
});

/** Every command; each loads its own code when it is called, so that starting is instant. `text` is what Stricli says by itself. */
export function createApplication(text: ApplicationText): Application<CliContext> {
	return buildApplication(routes, {
		name: "backout",
		versionInfo: { currentVersion: VERSION },
		localization: { defaultLocale: "en", loadText: () => text },
		scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
		documentation: { caseStyle: "convert-camel-to-kebab", useAliasInUsageLine: true, onlyRequiredInUsageLine: true },
	});
}
