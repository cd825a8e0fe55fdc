import { describe, expect, it } from "vitest";
import { BackoutError } from "../../../core/error.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { KubernetesApi } from "../api/port.ts";
import { clusterOf } from "../steering/objects.fixture.ts";
import { objectOf } from "../workload/pod-template.ts";
import { checkRights } from "./check.ts";
import { plainText, recordedOf } from "./names.ts";
import { rightOf } from "./right.ts";

const NAMED = { "deployments.apps": ["checkout"], configmaps: ["settings"], secrets: [] };

/** Every right of a Deployment but these, each as a rule of its own. */
function rulesWithout(...missing: readonly string[]): readonly JsonObject[] {
	const all = Object.values(recordedOf("deployment")).flat().map(plainText);
	return all
		.filter((right) => !missing.includes(right))
		.map(rightOf)
		.map(({ verb, group, resource }) => ({ verbs: [verb], apiGroups: [group], resources: [resource] }));
}

/** A stand-in for an API server that is asked only what we may do: it lists its rules, all of them or not, or refuses to; `yes` answers a single question. */
function reviewing(
	rules: readonly JsonObject[] | "forbidden",
	isIncomplete = false,
	yes: (attributes: JsonObject) => boolean = () => true,
): KubernetesApi & { readonly asked: string[] } {
	const asked: string[] = [];
	return {
		...clusterOf({}),
		asked,
		async create({ plural }, value) {
			asked.push(plural);
			const spec = objectOf(value["spec"]);
			if (plural === "selfsubjectaccessreviews") return { status: { allowed: yes(objectOf(spec["resourceAttributes"])) } };
			if (rules === "forbidden") throw new BackoutError({ code: "kubernetes.forbidden", message: "no", fix: "none" });
			return { status: { resourceRules: rules, nonResourceRules: [], incomplete: isIncomplete } };
		},
	};
}

const check = async (api: KubernetesApi, objects: Readonly<Record<string, readonly string[]>> = NAMED) =>
	await checkRights(api, "deployment", objects, {});

describe("the rights of a Deployment", () => {
	it("are told by one question, and one line for each manifest that is whole", async () => {
		const api = reviewing(rulesWithout());
		expect((await check(api)).map(({ name, ok }) => [name, ok])).toEqual([
			["rights of read.yaml", true],
			["rights of references.yaml", true],
			["rights of workloads.yaml", true],
		]);
		expect(api.asked).toEqual(["selfsubjectrulesreviews"]);
	});

	it("that are needed and missing are told with what stops, and the file that gives them", async () => {
		const found = (await check(reviewing(rulesWithout("patch deployments.apps")))).filter(({ ok }) => !ok);
		expect(found).toEqual([
			{
				name: "may patch deployments.apps",
				ok: false,
				detail: "not allowed in namespace shop (checkout): without it a rollback is refused by the cluster, and nothing is changed",
				fix: "`kubectl apply -n shop -f deploy/kubernetes/rbac/workloads.yaml` gives what is missing to the service account backout; bind another account to the same Role",
			},
		]);
	});

	it("that are only a help are marked so", async () => {
		const found = (await check(reviewing(rulesWithout("get configmaps", "watch pods")))).filter(({ ok }) => !ok);
		expect(found.map(({ name, isOptional }) => [name, isOptional])).toEqual([
			["may get configmaps", true],
			["may watch pods", true],
		]);
	});

	it("may be given for the config's own objects alone, and not for others", async () => {
		const narrowed = (name: string) => [
			...rulesWithout("patch deployments.apps"),
			{ verbs: ["patch"], apiGroups: ["apps"], resources: ["deployments"], resourceNames: [name] },
		];
		expect((await check(reviewing(narrowed("checkout")))).every(({ ok }) => ok)).toBe(true);
		expect((await check(reviewing(narrowed("payments")))).filter(({ ok }) => !ok)).toHaveLength(1);
	});

	it("are all granted by a star, and a kind that the pods do not name is not asked about", async () => {
		const star = [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }];
		expect((await check(reviewing(star))).every(({ ok }) => ok)).toBe(true);
		expect((await check(reviewing(rulesWithout("get secrets")))).every(({ ok }) => ok)).toBe(true);
	});

	it("are asked for one by one where an authorizer cannot list its rules, and only its answers count", async () => {
		const isPatch = ({ verb }: JsonObject) => verb !== "patch";
		for (const api of [reviewing([], true, isPatch), reviewing("forbidden", false, isPatch)]) {
			const found = await check(api);
			expect(found.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["may patch deployments.apps"]);
			expect(api.asked.filter((plural) => plural === "selfsubjectaccessreviews").length).toBeGreaterThan(5);
		}
	});
});
