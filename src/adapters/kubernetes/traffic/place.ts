import type { GitopsChoice } from "../steering/answer.ts";

/** Which Service is switched between which colours. */
export interface BlueGreenPlace {
	readonly service: string;
	readonly colours: readonly string[];
	readonly label: string;
	/** Null: the main container of the pods. */
	readonly container: string | null;
	readonly gitops: GitopsChoice;
}

/** Which route of which object splits traffic between a stable and a canary side. */
export interface CanaryPlace {
	readonly form: "istio" | "gateway";
	/** The VirtualService or HTTPRoute. */
	readonly name: string;
	/** Its route by name or by place; null: it has only one. */
	readonly route: string | number | null;
	readonly stable: string;
	readonly canary: string;
	/** The canary's Deployment; null: it is not scaled. */
	readonly deployment: string | null;
	/** Null: the main container of the pods. */
	readonly container: string | null;
	readonly gitops: GitopsChoice;
}
