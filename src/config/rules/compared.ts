import type { FaultDraft } from "../fault.ts";
import { foundText } from "../found.ts";
import { COMPARED_MEASURES } from "../kinds.ts";
import type { ComparedOutline, Entry, Outline, PlaceOutline } from "../outline.ts";
import { itemsOf, pathText, valueAt } from "../path.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** What is compared has a name of its own: two of one name could not be told apart, and a service of the file is compared by itself. */
export const comparedAreOthers: Rule = (outline) =>
	outline.places.flatMap((place) => {
		const dependencies = dependenciesOf(outline, place);
		return place.compared.flatMap((one, index) => {
			if (one.name === null) return [];
			const earlier = place.compared.slice(0, index).find(({ name }) => name === one.name);
			if (earlier !== undefined) return [twice(one, one.name, earlier)];
			if (outline.services.includes(one.name)) return [isService(one, one.name, place)];
			return dependencies.includes(one.name) ? [isDependency(one, one.name)] : [];
		});
	});

/** What an environment says of its dependencies counts instead of what the service says. */
function dependenciesOf(outline: Outline, place: PlaceOutline): readonly unknown[] {
	const own = valueAt(outline.root, [...place.path, "dependsOn"]);
	return itemsOf(own ?? valueAt(outline.root, ["services", place.service, "dependsOn"]));
}

function twice({ path }: ComparedOutline, name: string, earlier: ComparedOutline): FaultDraft {
	return {
		path: [...path, "name"],
		message: `The name ${foundText(name)} is taken by ${pathText(earlier.path)}.`,
		fix: "Put the signals of both under one, or give each its own `name`.",
	};
}

function isService({ path }: ComparedOutline, name: string, { service }: PlaceOutline): FaultDraft {
	const isItself = name === service;
	return {
		path: [...path, "name"],
		message: `${foundText(name)} is ${isItself ? "this service itself" : "a service of this file, whose own signals are read"}.`,
		fix: isItself
			? `Name the part where the release did not go: ${service}-zone-b.`
			: `Remove it and write \`dependsOn: [${name}]\` here, or \`dependsOn: [${service}]\` at ${name} when it is the caller; or choose another name.`,
	};
}

function isDependency({ path }: ComparedOutline, name: string): FaultDraft {
	return {
		path: [...path, "name"],
		message: `${foundText(name)} stands under \`dependsOn\` too, which names services of this file.`,
		fix: "Remove it from `dependsOn`: what is compared as a dependency counts as one.",
	};
}

/** The judge holds error rates and latencies against each other, and nothing else: a signal of another kind would be read for nothing. */
export const comparedCanBeCompared: Rule = (outline, context) =>
	outline.places.flatMap((place) => place.compared.flatMap(({ entries }) => entries.flatMap((entry) => otherMeasure(entry, context))));

function otherMeasure(entry: Entry, { kinds }: RuleContext): readonly FaultDraft[] {
	const [settings] = entry.settings;
	const kind = settings === undefined ? undefined : kinds.signals.get(settings.kind);
	const given = kind?.schema.safeParse(settings?.value);
	if (settings === undefined || kind === undefined || !given?.success) return [];
	if (COMPARED_MEASURES.includes(kind.measureOf(given.data))) return [];
	return [
		{
			path: settings.path,
			message: `This ${kind.kind} is neither an error rate nor a latency; nothing else can be compared.`,
			fix: "Give it `errors` and `requests`, or a latency.",
		},
	];
}
