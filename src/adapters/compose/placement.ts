import { imagePlace } from "./compose-file.ts";
import { envValue } from "./env-file.ts";
import { parseReference } from "./reference.ts";

/** One change of one file that makes the service's image another one. */
export type Edit =
	| { readonly kind: "image"; readonly file: string; readonly service: string; readonly reference: string }
	| { readonly kind: "variable"; readonly file: string; readonly variable: string; readonly value: string }
	| {
			readonly kind: "override";
			readonly file: string;
			readonly service: string;
			readonly reference: string;
			readonly version: string | null;
	  };

export type Placement =
	| { readonly kind: "edit"; readonly edit: Edit; readonly warnings: readonly string[] }
	| { readonly kind: "refused"; readonly rule: string; readonly reason: string; readonly fix: string };

/** What decides where the image is written. */
export interface PlacementFacts {
	readonly service: string;
	/** What the image shall be: `shop/api:v1`, or with a digest. */
	readonly reference: string;
	/** In the order of -f, without the override that Backout writes. */
	readonly files: readonly { readonly path: string; readonly text: string }[];
	/** Where an override would go; `isRead` says whether a plain `up` reads it by itself. `isAsked`: the settings say so. */
	readonly override: { readonly path: string; readonly isRead: boolean; readonly isAsked: boolean };
	readonly env: { readonly path: string; readonly text: string } | null;
	/** Names that the process environment sets: they win over .env. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly version: string | null;
}

/** Decides where the image is written, so that the next `up` keeps it: the file's own value, the .env variable behind it, or an override. Pure. */
export function placeImage(facts: PlacementFacts): Placement {
	const places = facts.files.map(({ path, text }) => ({ path, place: imagePlace(text, facts.service, path) }));
	const deciding = places.findLast(({ place }) => place.kind !== "absent");
	if (!deciding) return refusedWithoutImage(facts, places);
	if (facts.override.isAsked) return toOverride(facts, []);
	if (deciding.place.kind === "literal") {
		return edit({ kind: "image", file: deciding.path, service: facts.service, reference: facts.reference });
	}
	if (deciding.place.kind === "shared") {
		return toOverride(facts, [
			`${deciding.path} takes the image of ${facts.service} from an anchor or another service, so it is not edited`,
		]);
	}
	return deciding.place.kind === "interpolated" ? placeInterpolated(facts, deciding.place.value) : refusedWithoutImage(facts, places);
}

/** `name:${TAG}` is followed into .env when exactly that variable is the whole tag and nothing else decides it. */
function placeInterpolated(facts: PlacementFacts, value: string): Placement {
	const variable = tagVariable(value);
	const tag = parseReference(facts.reference);
	const inFile = variable === null || facts.env === null ? null : envValue(facts.env.text, variable);
	const isOverruled = variable !== null && facts.environment[variable] !== undefined;
	if (variable !== null && facts.env !== null && inFile !== null && !isOverruled && tag?.tag && tag.digest === null) {
		return edit({ kind: "variable", file: facts.env.path, variable, value: tag.tag });
	}
	const why = isOverruled
		? `${variable} is set in the environment of whoever runs \`up\``
		: inFile === null
			? "no .env file sets its variable"
			: "the release has no plain tag";
	return toOverride(facts, [`The image is written as ${value} and ${why}, so an override file names it`]);
}

/** The variable of `…:${TAG}`, `…:${TAG:-v1}` or `…:$TAG`, or null when the tag is made otherwise. */
export function tagVariable(value: string): string | null {
	const match =
		/^[^:@]*(?::\d+\/[^:@]*)?(?:\$\{[^}]*\}[^:@]*)*:(?:\$\{(?<braced>[A-Za-z_]\w*)(?::?[-?][^${}]*)?\}|\$(?<bare>[A-Za-z_]\w*))$/.exec(
			value,
		);
	return match?.groups?.["braced"] ?? match?.groups?.["bare"] ?? null;
}

function toOverride(facts: PlacementFacts, reasons: readonly string[]): Placement {
	const { path, isRead, isAsked } = facts.override;
	if (!isRead && !isAsked) {
		return {
			kind: "refused",
			rule: "image-not-editable",
			reason: `${reasons.join("; ")}, and a plain \`up\` would not read ${path}`,
			fix: "set `override: <path>` for the target and name that file in your own deploys (-f or COMPOSE_FILE), or put the tag's variable into .env",
		};
	}
	const told = isRead
		? []
		: [`Your own deploys must name ${path} too (-f or COMPOSE_FILE), or the next \`up\` returns to the bad release.`];
	const { service, reference, version } = facts;
	return {
		kind: "edit",
		edit: { kind: "override", file: path, service, reference, version },
		warnings: [...reasons.map((reason) => `${reason}.`), ...told],
	};
}

function refusedWithoutImage(
	facts: PlacementFacts,
	places: readonly { readonly path: string; readonly place: ReturnType<typeof imagePlace> }[],
): Placement {
	const isBuilt = places.some(({ place }) => place.kind === "absent" && place.hasBuild);
	return {
		kind: "refused",
		rule: isBuilt ? "built-without-image" : "no-image",
		reason: isBuilt
			? `${facts.service} is built where it runs and has no \`image:\`, so no earlier image has a name`
			: `${facts.files.map(({ path }) => path).join(", ")}: ${facts.service} has no \`image:\``,
		fix: `give ${facts.service} an \`image:\` with a tag per release beside its \`build:\`, and build each release under its own tag`,
	};
}

function edit(change: Edit): Placement {
	return { kind: "edit", edit: change, warnings: [] };
}
