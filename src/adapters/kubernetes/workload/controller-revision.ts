import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import type { Patch } from "../api/port.ts";
import { isControlledBy, metadataShape, shaped } from "../object.ts";
import type { Workload } from "./kind.ts";
import { objectOf } from "./pod-template.ts";
import { changeCauseOf, type Revision } from "./revision.ts";

const shape = z.looseObject({ metadata: metadataShape, revision: z.number() });

/** The revision that a ControllerRevision keeps; null when it is another workload's. StatefulSets and DaemonSets keep their history so. */
export function controllerRevision(owned: JsonObject, workload: Workload): Revision | null {
	const { metadata, revision } = shaped(shape, owned, "a ControllerRevision");
	if (!isControlledBy(metadata, workload.metadata.uid)) return null;
	const { $patch: _directive, ...template } = objectOf(objectOf(objectOf(owned["data"])["spec"])["template"]);
	return {
		name: metadata.name,
		number: revision,
		template,
		createdAt: metadata.creationTimestamp,
		changeCause: changeCauseOf(metadata),
		pods: null,
		metadata,
	};
}

/** What `kubectl rollout undo` sends for them: the template replaced whole, annotations left as they are. The resourceVersion makes the server refuse it when somebody wrote meanwhile. */
export function replaceTemplate(workload: Workload, revision: Revision): Patch {
	const template = { ...revision.template, $patch: "replace" };
	return {
		kind: "strategic",
		value: { metadata: { resourceVersion: workload.metadata.resourceVersion }, spec: { template } },
	};
}
