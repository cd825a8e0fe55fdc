import type { Metadata } from "../object.ts";
import type { WorkloadObstacle } from "./obstacle.ts";

/** Under the strategy OnDelete a template that is put back reaches no pod by itself; kubectl's undo says "rolled back" all the same. */
export function onDelete(kind: string, { name }: Metadata): WorkloadObstacle {
	return {
		rule: "update-strategy-on-delete",
		reason: `${kind} ${name} has the update strategy OnDelete: its pods keep the bad release until somebody deletes them.`,
		fix: ({ namespace }) =>
			`Set spec.updateStrategy.type to RollingUpdate, or put the template back with kubectl and delete the pods of ${name} in namespace ${namespace} one by one.`,
	};
}
