import type { AwsConnection } from "../../src/aws/connection.ts";

/** A platform with a bad release on it, which is rolled back again and again. */
export interface Scene {
	/** `ECS`. */
	readonly name: string;
	/** The target in the config. */
	readonly target: Readonly<Record<string, unknown>>;
	/** The commands of the runbook, as argument arrays after `aws`, in their order. */
	readonly byHand: readonly (readonly string[])[];
	/** The release that is returned to, as `--to` names it. */
	readonly to: string;
	/** Puts the bad release on again: from there everybody starts. */
	deployBad(): Promise<void>;
	/** Whether the good release is what runs. */
	isGood(): Promise<boolean>;
}

/** What a scene is made with. */
export interface SceneParts {
	readonly aws: AwsConnection;
	/** Region and endpoint, for the target's config. */
	readonly place: { readonly region: string; readonly endpoint: string };
}
