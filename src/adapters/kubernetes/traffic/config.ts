import { z } from "zod";
import { hasPlaceholder } from "../../../core/settings.ts";
import type { GitopsChoice } from "../steering/answer.ts";
import { gitopsKey } from "../steering/config.ts";
import type { BlueGreenPlace, CanaryPlace } from "./place.ts";

/** A label's value (kubernetes.io/docs/concepts/overview/working-with-objects/labels). */
const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** A label's key: a name, with a domain before it or not. */
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

type Named = (example: string, description: string) => z.ZodType<string>;

const colour = z
	.string()
	.refine((text) => hasPlaceholder(text) || LABEL_VALUE.test(text), "not a value that a label can have")
	.meta({ examples: ["blue"] });

const side = (example: string, description: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example], description });

/** One side alone is no split; a config that is not whole is told elsewhere. */
const hasTwoSides = (form: object) => !("stable" in form && "canary" in form && form.stable === form.canary);
const oneSide = { error: "stable and canary are the same: there is nothing to move", path: ["canary"] };

/** The forms that move traffic, with the keys that every form of the adapter has. */
export function trafficForms<Cluster extends z.core.$ZodLooseShape>(name: Named, cluster: Cluster) {
	const canary = {
		...cluster,
		...gitopsKey,
		deployment: name(
			"checkout-canary",
			"The canary's Deployment: scaled to 0 once it gets no traffic; left alone when left out.",
		).optional(),
		container: name("checkout", "The container whose image names the release; the main one when left out.").optional(),
	};
	return [
		z.strictObject({
			service: name("checkout", "The Service whose selector is switched from one colour to the other."),
			colours: z
				.array(colour)
				.min(2)
				.refine((colours) => new Set(colours).size === colours.length, "the same colour twice: there is nothing to switch to")
				.meta({ examples: [["blue", "green"]], description: "The values of the label, one for each colour." }),
			label: z
				.string()
				.refine((text) => hasPlaceholder(text) || LABEL_KEY.test(text), "not a key that a label can have")
				.default("version")
				.meta({ examples: ["version"], description: "The label that tells the colours apart; `version` when left out." }),
			container: name("checkout", "The container whose image names the release; the main one when left out.").optional(),
			...cluster,
			...gitopsKey,
		}),
		z
			.strictObject({
				virtualService: name("checkout", "The Istio VirtualService that splits the traffic."),
				route: side("primary", "The name of its http route; needed when it has several.").optional(),
				stable: side("stable", "The subset, or else the host, that all traffic returns to."),
				canary: side("canary", "The subset, or else the host, that gets no traffic any more."),
				...canary,
			})
			.refine(hasTwoSides, oneSide),
		z
			.strictObject({
				httpRoute: name("checkout", "The Gateway API HTTPRoute that splits the traffic."),
				rule: z
					.union([z.string().min(1), z.int().nonnegative()])
					.optional()
					.meta({ examples: ["primary", 0], description: "Its rule by name, or by place from 0 on; needed when it has several." }),
				stable: name("checkout", "The Service that all traffic returns to."),
				canary: name("checkout-canary", "The Service that gets no traffic any more."),
				...canary,
			})
			.refine(hasTwoSides, oneSide),
	] as const;
}

/** What the forms give; the keys of the cluster are the adapter's. */
export type TrafficConfig =
	| {
			readonly service: string;
			readonly colours: readonly string[];
			readonly label: string;
			readonly container?: string | undefined;
			readonly gitops: GitopsChoice;
	  }
	| {
			readonly virtualService: string;
			readonly route?: string | undefined;
			readonly stable: string;
			readonly canary: string;
			readonly deployment?: string | undefined;
			readonly container?: string | undefined;
			readonly gitops: GitopsChoice;
	  }
	| {
			readonly httpRoute: string;
			readonly rule?: string | number | undefined;
			readonly stable: string;
			readonly canary: string;
			readonly deployment?: string | undefined;
			readonly container?: string | undefined;
			readonly gitops: GitopsChoice;
	  };

/** What a traffic form names: colours behind a Service, or the sides of a route. */
export type TrafficPlace =
	| { readonly kind: "blue-green"; readonly place: BlueGreenPlace }
	| { readonly kind: "canary"; readonly place: CanaryPlace };

export function trafficPlace(config: TrafficConfig): TrafficPlace {
	const container = config.container ?? null;
	if ("service" in config) {
		const { service, colours, label } = config;
		return { kind: "blue-green", place: { service, colours, label, container, gitops: config.gitops } };
	}
	const { stable, canary } = config;
	const common = { stable, canary, deployment: config.deployment ?? null, container, gitops: config.gitops };
	if ("virtualService" in config)
		return { kind: "canary", place: { form: "istio", name: config.virtualService, route: config.route ?? null, ...common } };
	return { kind: "canary", place: { form: "gateway", name: config.httpRoute, route: config.rule ?? null, ...common } };
}

/** What of a namespace the form changes: `service/checkout`, `virtualservice/checkout#primary`, `deployment/checkout-canary`. */
export function trafficObjects(config: TrafficConfig): readonly string[] {
	const { kind, place } = trafficPlace(config);
	if (kind === "blue-green") return [`service/${place.service}`];
	const word = place.form === "istio" ? "virtualservice" : "httproute";
	const route = place.route === null ? "" : `#${place.route}`;
	return [`${word}/${place.name}${route}`, ...(place.deployment === null ? [] : [`deployment/${place.deployment}`])];
}
