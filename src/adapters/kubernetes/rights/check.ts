import type { Finding } from "../../../core/adapter.ts";
import { formatQuantity } from "../../../core/number.ts";
import type { CallLimits, KubernetesApi } from "../api/port.ts";
import { mayDo, type Wish } from "./asked.ts";
import { manifestFix } from "./fix.ts";
import { MANIFESTS } from "./manifests.ts";
import { EXAMPLE, type Form, MANIFEST_NAMES, type ManifestName, plainText, recordedOf } from "./names.ts";
import type { Purpose } from "./purpose.ts";
import { resourceText, rightOf } from "./right.ts";

/** The names of the objects that are meant, by kind (`deployments.apps`): a right may be given for these alone. A kind with none of them is not asked about. */
export type Objects = Readonly<Record<string, readonly string[]>>;

/** One right that the target needs, and what for. */
interface Need {
	readonly manifest: ManifestName;
	readonly purpose: Purpose;
	/** `patch deployments.apps`. */
	readonly right: string;
	readonly wish: Wish;
}

/**
 * Whether we may do all that a target of this form was ever seen to do: one finding for each manifest that is whole, else one for each right that is missing.
 * Asks, and changes nothing; who steers the target is tried by reading it.
 */
export async function checkRights(api: KubernetesApi, form: Form, objects: Objects, limits: CallLimits): Promise<readonly Finding[]> {
	const { namespace } = api.cluster;
	const needs = MANIFEST_NAMES.filter((name) => name !== EXAMPLE).flatMap((name) => needsIn(name, form, namespace, objects));
	const wishes = needs.map(({ wish }) => wish);
	const may = await mayDo(api, namespace, wishes, limits);
	return [...new Set(needs.map(({ manifest }) => manifest))].flatMap((manifest) => {
		const own = needs.filter((need) => need.manifest === manifest);
		const rights = [...new Set(own.map(({ right }) => right))];
		const missing = rights.filter((right) => own.some((need) => need.right === right && !may(need.wish)));
		if (missing.length === 0) return [whole(manifest, rights, namespace)];
		return missing.flatMap((right) => {
			const without = own.filter((need) => need.right === right && !may(need.wish));
			const names = without.flatMap(({ wish }) => wish.name ?? []);
			return without.slice(0, 1).map((need) => lacking(need, names, namespace));
		});
	});
}

function needsIn(manifest: ManifestName, form: Form, namespace: string, objects: Objects): readonly Need[] {
	const recorded = (recordedOf(form)[manifest] ?? []).map(plainText);
	const purposes = MANIFESTS[manifest].purposes.filter(({ isTriedBySteering }) => !isTriedBySteering);
	return purposes.flatMap((purpose) =>
		purpose.rights
			.filter((right) => recorded.includes(right))
			.flatMap((right) =>
				namesFor(right, objects).map((name) => ({ manifest, purpose, right, wish: { ...rightOf(right), namespace, name } })),
			),
	);
}

/** New objects have no name yet, and a list without a name is of all. */
function namesFor(right: string, objects: Objects): readonly (string | null)[] {
	const { verb, ...kind } = rightOf(right);
	const names = objects[resourceText(kind)];
	if (names === undefined) return [null];
	return verb === "list" && names.length > 0 ? [null] : names;
}

function whole(manifest: ManifestName, rights: readonly string[], namespace: string): Finding {
	return {
		name: `rights of ${manifest}.yaml`,
		ok: true,
		detail: `${formatQuantity(rights.length, "right")} in namespace ${namespace}`,
		fix: null,
	};
}

function lacking({ manifest, purpose, right }: Need, names: readonly string[], namespace: string): Finding {
	const which = names.length === 0 ? "" : ` (${names.join(", ")})`;
	const found = {
		name: `may ${right}`,
		ok: false,
		detail: `not allowed in namespace ${namespace}${which}: without it ${purpose.without}`,
		fix: manifestFix(manifest, namespace),
	};
	return purpose.isOptional ? { ...found, isOptional: true } : found;
}
