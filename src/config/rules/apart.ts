import { hasPlaceholder } from "../../core/settings.ts";
import type { FaultDraft } from "../fault.ts";
import { withoutPassword } from "../found.ts";
import type { Entry, Outline, PlaceOutline, Settings } from "../outline.ts";
import { type ConfigPath, entriesOf, itemsOf, pathText, valueAt } from "../path.ts";
import { fillKnown } from "../secrets.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** One real thing that a place of the config leads to. */
interface Endpoint {
	readonly environment: string;
	readonly path: ConfigPath;
	/** What is compared; may hold a resolved secret, so it is never shown. */
	readonly identity: string;
	/** For a person; null when a placeholder led there. */
	readonly shown: string | null;
}

/** Two environments that resolve to the same database, host, app or URL are a fault: a drill in staging must never reach production. */
export const environmentsAreApart: Rule = (outline, context) => {
	const first = new Map<string, Endpoint>();
	return outline.places
		.flatMap((place) => endpointsOf(outline, place, context))
		.flatMap((endpoint) => {
			const earlier = first.get(endpoint.identity);
			if (earlier === undefined) first.set(endpoint.identity, endpoint);
			return earlier === undefined || earlier.environment === endpoint.environment ? [] : [sharedFault(endpoint, earlier)];
		});
};

function sharedFault(later: Endpoint, earlier: Endpoint): FaultDraft {
	const thing = later.shown === null ? "" : ` (${later.shown})`;
	const message = `${later.environment} and ${earlier.environment} lead to the same thing${thing}: this, and ${pathText(earlier.path)}.`;
	return {
		path: later.path,
		message,
		fix: `Give ${later.environment} its own, so that nothing done there can reach ${earlier.environment}.`,
	};
}

function endpointsOf(outline: Outline, place: PlaceOutline, context: RuleContext): readonly Endpoint[] {
	return [...place.entries.flatMap((entry) => entryEndpoints(place, entry, context)), ...databaseEndpoint(outline, place, context)];
}

function entryEndpoints(place: PlaceOutline, entry: Entry, context: RuleContext): readonly Endpoint[] {
	return entry.settings.flatMap((settings) => {
		const found = [...new Set(identities(entry, settings, context))];
		return found.map((identity) => endpoint(place, settings, identityOf(settings.kind, identity), identity));
	});
}

function endpoint(place: PlaceOutline, settings: Pick<Settings, "path" | "value">, identity: string, shown: string): Endpoint {
	return {
		environment: place.environment,
		path: settings.path,
		identity,
		shown: holdsPlaceholder(settings.value) ? null : withoutPassword(shown),
	};
}

/** What the kind says its settings lead to: with the placeholders this machine can resolve, else with the text as it stands. */
function identities(entry: Entry, settings: Settings, context: RuleContext): readonly string[] {
	const filled = kindEndpoints(entry, settings.kind, fillKnown(settings.value, context.env), context);
	return filled ?? kindEndpoints(entry, settings.kind, settings.value, context) ?? [];
}

/** Null when the settings are not right: the shape check tells of it. */
function kindEndpoints(entry: Entry, name: string, value: unknown, context: RuleContext): readonly string[] | null {
	if (entry.section === "targets" || entry.section === "after") {
		const adapter = context.kinds.adapters.get(name);
		const settings = adapter?.schema.safeParse(value);
		return adapter !== undefined && settings?.success ? adapter.endpoints(settings.data, context.directory) : null;
	}
	const kind = context.kinds.signals.get(name);
	const settings = kind?.schema.safeParse(value);
	return kind !== undefined && settings?.success ? kind.endpoints(settings.data) : null;
}

function databaseEndpoint(outline: Outline, place: PlaceOutline, context: RuleContext): readonly Endpoint[] {
	const path = [...place.path, "schema", "url"];
	const value = valueAt(outline.root, path);
	if (typeof value !== "string") return [];
	const identity = databaseIdentity(String(fillKnown(value, context.env)));
	return [endpoint(place, { path, value }, `database ${identity}`, identity)];
}

/** A database is the same one for whoever leads there: a signal's in production must not be the schema's in staging. */
function identityOf(kind: string, identity: string): string {
	return /^postgres(?:ql)?:\/\//.test(identity) ? `database ${databaseIdentity(identity)}` : `${kind} ${identity}`;
}

/** The same database under two users is one database, and so is it with its usual port named or not. */
function databaseIdentity(text: string): string {
	const url = URL.parse(text);
	if (url === null || url.host === "") return text;
	const isPostgres = /^postgres(?:ql)?:$/.test(url.protocol);
	return isPostgres ? `postgres://${url.hostname}:${url.port || "5432"}${url.pathname}` : `${url.protocol}//${url.host}${url.pathname}`;
}

function holdsPlaceholder(value: unknown): boolean {
	if (typeof value === "string") return hasPlaceholder(value);
	return [...itemsOf(value), ...entriesOf(value).map(([, item]) => item)].some(holdsPlaceholder);
}
