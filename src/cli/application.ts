import { type Application, type ApplicationText, buildApplication, buildRouteMap, help, version } from "@stricli/core";
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
	const documentation = { caseStyle: "convert-camel-to-kebab", useAliasInUsageLine: true, onlyRequiredInUsageLine: true } as const;
	const { briefs } = text;
	return buildApplication(
		routes,
		{
			name: "backout",
			localization: { defaultLocale: "en", loadText: () => text },
			scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
			documentation,
		},
		{
			help: help({ brief: briefs.help, alias: "h", defaultForRouteMap: true, includeHidden: false, formatting: documentation }),
			// -v is --verbose, in every command; Stricli's own choice for --version would be -v too.
			version: version({ brief: briefs.version, info: { currentVersion: VERSION }, alias: "V", hook: "app:start" }),
		},
	);
}
