import type { Metadata } from "../object.ts";
import type { Workload } from "./kind.ts";

/** Under the strategy OnDelete a template that is put back reaches no pod by itself; kubectl's undo says "rolled back" all the same. */
export function onDelete(kind: string, { name, namespace }: Metadata): NonNullable<Workload["obstacle"]> {
	return {
		rule: "update-strategy-on-delete",
		reason: `${kind} ${name} has the update strategy OnDelete: its pods keep the bad release until somebody deletes them.`,
		fix: `Set spec.updateStrategy.type to RollingUpdate, or put the template back with kubectl and delete the pods of ${name} in namespace ${namespace ?? "default"} one by one.`,
	};
}
