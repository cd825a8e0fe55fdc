import { describe, expect, it } from "vitest";
import { consequencesOf, type Looked } from "./judged.ts";
import { type Reference, referencesOf } from "./referenced.ts";

const settings: Reference = { kind: "ConfigMap", name: "settings", isOptional: false };
const metadata = (written: string) => ({
	name: "settings",
	uid: "1",
	resourceVersion: "2",
	creationTimestamp: "2026-11-01T00:00:00Z",
	managedFields: [{ manager: "kubectl", time: written }],
});
const there = (written: string, reference = settings): Looked => ({ reference, state: "there", metadata: metadata(written) });
const since = { wantedAt: "2026-11-20T00:00:00Z", isNamedNow: () => true };

it("finds every place where a pod template names a ConfigMap or a Secret, each object once", () => {
	const template = {
		spec: {
			initContainers: [{ name: "init", env: [{ name: "A", valueFrom: { secretKeyRef: { name: "keys", key: "a", optional: true } } }] }],
			containers: [
				{
					name: "shop",
					env: [
						{ name: "B", value: "plain" },
						{ name: "C", valueFrom: { configMapKeyRef: { name: "settings", key: "c" } } },
						{ name: "D", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
					],
					envFrom: [{ configMapRef: { name: "settings", optional: true } }, { secretRef: { name: "keys" } }],
				},
			],
			volumes: [
				{ name: "a", configMap: { name: "files" } },
				{ name: "b", secret: { secretName: "tls", optional: true } },
				{
					name: "c",
					projected: { sources: [{ configMap: { name: "more" } }, { secret: { name: "token" } }, { serviceAccountToken: {} }] },
				},
				{ name: "d", emptyDir: {} },
			],
			imagePullSecrets: [{ name: "registry" }],
		},
	};
	expect(referencesOf(template)).toEqual([
		settings,
		{ kind: "Secret", name: "keys", isOptional: false },
		{ kind: "ConfigMap", name: "files", isOptional: false },
		{ kind: "Secret", name: "tls", isOptional: true },
		{ kind: "ConfigMap", name: "more", isOptional: false },
		{ kind: "Secret", name: "token", isOptional: false },
		{ kind: "Secret", name: "registry", isOptional: true },
	]);
	expect(referencesOf({})).toEqual([]);
});

describe("what it means for a return", () => {
	it("is nothing where the object is older than the release", () => {
		expect(consequencesOf([there("2026-11-19T00:00:00Z")], since)).toEqual({ missing: [], warnings: [] });
	});
	it("is a warning where the object was written since, and both revisions name it", () => {
		expect(consequencesOf([there("2026-11-20T03:00:00Z")], since).warnings).toEqual([
			"ConfigMap settings was changed 3 h after that revision went live and stays as it is today: the returned pods read the new one.",
		]);
	});
	it("is nothing where only the wanted revision names it: it comes back by its own name", () => {
		expect(consequencesOf([there("2026-11-20T03:00:00Z")], { ...since, isNamedNow: () => false }).warnings).toEqual([]);
	});
	it("is that pods would not start where a needed one is missing; an optional one is not needed", () => {
		const missing: Looked = { reference: settings, state: "missing" };
		const optional: Looked = { reference: { ...settings, isOptional: true }, state: "missing" };
		expect(consequencesOf([missing, optional], since)).toEqual({ missing: [settings], warnings: [] });
	});
	it("is said to be unknown where we may not look, once for all objects of a kind", () => {
		const unseen = (name: string): Looked => ({
			reference: { ...settings, name },
			state: "unseen",
			reason: "not allowed to get configmaps",
			fix: "apply references.yaml",
		});
		expect(consequencesOf([unseen("settings"), unseen("flags")], since)).toEqual({
			missing: [],
			warnings: [
				"Whether ConfigMap settings, flags are there and unchanged since that revision is not known: not allowed to get configmaps. To do: apply references.yaml.",
			],
		});
	});
});
