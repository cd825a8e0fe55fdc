import type { Finding } from "../../core/adapter.ts";
import type { CallLimits, KubernetesApi } from "./api/port.ts";
import { checkRights, type Objects } from "./rights/check.ts";
import type { Form } from "./rights/names.ts";
import { tried, triedAll } from "./rights/tried.ts";
import type { GitopsChoice } from "./steering/answer.ts";
import { checkSteering } from "./steering/check.ts";
import type { Subject } from "./steering/steering.ts";

/** A target that is checked. */
export interface Checked<Seen> {
	readonly form: Form;
	readonly gitops: GitopsChoice;
	/** For the finding: `deployment checkout can be returned`. */
	readonly title: string;
	/** Looks at the target as a plan does. */
	readonly look: () => Promise<Seen>;
	/** What of it is worth saying. Throws when it cannot be returned as it is. */
	readonly say: (seen: Seen) => string;
	/** The objects that the config names, by kind. */
	readonly named: Objects;
	/** Those that only a look at the target names. */
	readonly alsoNamed: (seen: Seen) => Objects;
	/** The objects that somebody else may steer. */
	readonly subjects: (seen: Seen) => readonly Subject[];
}

/** Whether the target can be looked at, whether we may do all that it may need, and whether it can be told who else steers it; side by side. Asks, and changes nothing. */
export async function checkTarget<Seen>(api: KubernetesApi, checked: Checked<Seen>, limits: CallLimits): Promise<readonly Finding[]> {
	const { form, gitops, title, look, say, named, alsoNamed, subjects } = checked;
	const looking = look();
	// What cannot be looked at is told by the first finding; the rights are asked for all the same.
	const rights = looking.then(alsoNamed).catch(() => ({}));
	const steered = looking.then(subjects).catch(() => []);
	const [found, granted, steering] = await Promise.all([
		tried(title, async () => say(await looking)),
		triedAll("its rights can be asked for", async () => await checkRights(api, form, { ...named, ...(await rights) }, limits)),
		triedAll("who else steers it can be told", async () => await checkSteering(api, await steered, gitops, limits)),
	]);
	return [found, ...granted, ...steering];
}
