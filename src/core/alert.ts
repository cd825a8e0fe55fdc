/** Something that asks for an assessment: a webhook, a failed check, a failed verification, a person. */
export interface Alert {
	readonly id: string;
	readonly service: string;
	readonly environment: string;
	/** Who sent it: `person`, `check`, `verification`, later `alertmanager` … */
	readonly sender: string;
	/** Hostile text when it came from outside: print it, never interpret it. */
	readonly summary: string;
	/** ISO 8601. */
	readonly at: string;
	/** The run whose verification raised it, else null. */
	readonly run: string | null;
}
