import { canonicalJson } from "../../core/canonical.ts";

/** One revision of a task definition. */
export interface Definition {
	/** `family:revision`. */
	readonly name: string;
	readonly family: string;
	readonly revision: number;
	/** INACTIVE ones run on where they run, and cannot be deployed. */
	readonly isActive: boolean;
	/** ISO 8601. */
	readonly registeredAt: string | null;
	readonly registeredBy: string | null;
	readonly containers: readonly Container[];
	/** What registering it again takes. It may hold environment variables: never shown, never kept. */
	readonly content: Readonly<Record<string, unknown>>;
}

export interface Container {
	readonly name: string;
	readonly image: string;
	readonly isEssential: boolean;
	readonly labels: Readonly<Record<string, string>>;
	/** Where its `awslogs` go. */
	readonly logs: { readonly group: string; readonly prefix: string } | null;
}

/** The container whose image names the release: the one named, or else the first essential one. Null when there is none. */
export function mainContainer({ containers }: Definition, named: string | null): Container | null {
	if (named !== null) return containers.find(({ name }) => name === named) ?? null;
	return containers.find(({ isEssential }) => isEssential) ?? containers[0] ?? null;
}

/** Whether both would start the same containers in the same way. */
export function isSameContent(one: Definition, other: Definition): boolean {
	return one.family === other.family && canonicalJson(one.content) === canonicalJson(other.content);
}

/** `registry/api:v2@sha256:…` → its tag and digest. */
export function imageParts(image: string): { readonly tag: string | null; readonly digest: string | null } {
	const [named = "", digest = null] = image.split("@");
	const tag = /:([\w][\w.-]{0,127})$/.exec(named)?.[1] ?? null;
	return { tag, digest };
}
