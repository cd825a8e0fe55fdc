import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MANIFESTS } from "../src/adapters/kubernetes/rights/manifests.ts";
import { FORMS, grantedBy, MANIFEST_NAMES, plainText, recordedOf } from "../src/adapters/kubernetes/rights/names.ts";
import { RECORDED } from "../src/adapters/kubernetes/rights/recorded.ts";
import { rightOf, rightText } from "../src/adapters/kubernetes/rights/right.ts";
import { committed, committedRules, writeManifests } from "./kubernetes/rbac/manifest-files.ts";
import { renderManifest, unexplained } from "./kubernetes/rbac/render.ts";
import { read, root } from "./world/documents.ts";

if (process.env["UPDATE_RBAC"] === "1") writeManifests();

describe.each(MANIFEST_NAMES)("deploy/kubernetes/rbac/%s.yaml", (name) => {
	test("is what was recorded with what is said of it; UPDATE_RBAC=1 writes it anew", () => {
		expect(committed(name)).toBe(renderManifest(name));
	});

	test("grants every right that was recorded and no other, nothing by a star", () => {
		const granted = committedRules(name).flatMap(({ apiGroups, resources, verbs }) =>
			apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => rightText({ verb, group, resource })))),
		);
		expect(granted.toSorted()).toEqual(grantedBy(name).map(plainText).toSorted());
		expect(granted.filter((right) => right.includes("*"))).toEqual([]);
	});

	test("says of every right what it is for and what stops without it, once", () => {
		const explained = MANIFESTS[name].purposes.flatMap(({ rights }) => rights);
		expect(unexplained(name)).toEqual([]);
		expect(explained.toSorted()).toEqual(grantedBy(name).map(plainText).toSorted());
	});

	test("says of no right that it can be narrowed which is ever used without a name", () => {
		const narrowed = MANIFESTS[name].purposes.filter(({ narrowedTo }) => narrowedTo !== null).flatMap(({ rights }) => rights);
		expect(narrowed.filter((right) => grantedBy(name).includes(right))).toEqual([]);
	});
});

test("every right that was recorded is of a form and a manifest that there are", () => {
	expect(Object.keys(RECORDED)).toEqual([...FORMS]);
	const names: readonly string[] = MANIFEST_NAMES;
	expect(Object.values(RECORDED).flatMap((of) => Object.keys(of).filter((name) => !names.includes(name)))).toEqual([]);
	const rights = MANIFEST_NAMES.flatMap((name) => grantedBy(name).map(plainText));
	expect(rights.map((right) => rightText(rightOf(right)))).toEqual(rights);
});

describe("deploy/kubernetes/rbac/README.md", () => {
	const page = read("deploy/kubernetes/rbac/README.md");

	test("tells for every form which manifests it needs", () => {
		for (const form of FORMS.filter((one) => one !== "argoCd" && one !== "flux")) {
			const line = page.split("\n").find((one) => one.startsWith("|") && one.includes(`\`${form}\``)) ?? "";
			const named = MANIFEST_NAMES.filter((name) => line.includes(`${name}.yaml`));
			expect([form, named]).toEqual([form, MANIFEST_NAMES.filter((name) => name in recordedOf(form))]);
		}
	});

	test("names every file there is", () => {
		const files = readdirSync(`${root}/deploy/kubernetes/rbac`).filter((file) => file !== "README.md");
		expect(files.toSorted()).toEqual(["service-account.yaml", ...MANIFEST_NAMES.map((name) => `${name}.yaml`)].toSorted());
		expect(files.filter((file) => !page.includes(file))).toEqual([]);
	});
});
