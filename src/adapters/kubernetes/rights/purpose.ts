/** Rights that are needed for one reason: one rule of a manifest. */
export interface Purpose {
	/** As `rightText` writes them. */
	readonly rights: readonly string[];
	/** What they are for; one sentence. */
	readonly why: string;
	/** What stops working without them; the end of a sentence that begins with "without it". */
	readonly without: string;
	/** A rollback is possible without them, and knows or says less. */
	readonly isOptional: boolean;
	/** `check` tries them by reading who steers the target, so that they are not asked for again. */
	readonly isTriedBySteering: boolean;
	/** Whose names may stand in `resourceNames`; null when they change with every release or cannot be named. */
	readonly narrowedTo: string | null;
}

/** One file in deploy/kubernetes/rbac/: one thing that a team may allow. */
export interface Manifest {
	/** What it allows; a heading. */
	readonly title: string;
	/** For whoever decides; sentences. */
	readonly about: string;
	/** Where it is applied: the target's namespace, that of what steers it, or the whole cluster. */
	readonly where: "target" | "reconciler" | "cluster";
	readonly purposes: readonly Purpose[];
}

/** What is written down of a purpose; `narrowedTo` left out: null. */
export type Told = Pick<Purpose, "rights" | "why" | "without"> & { readonly narrowedTo?: string };

/** A purpose without which there is no rollback. */
export function needed({ narrowedTo, ...told }: Told): Purpose {
	return { ...told, narrowedTo: narrowedTo ?? null, isOptional: false, isTriedBySteering: false };
}

/** A purpose without which less is known. */
export function optional(told: Told): Purpose {
	return { ...needed(told), isOptional: true };
}

/** A purpose that is about others who steer the target. */
export function aboutSteering(told: Told): Purpose {
	return { ...optional(told), isTriedBySteering: true };
}
