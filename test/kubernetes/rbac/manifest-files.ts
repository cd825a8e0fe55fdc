import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { MANIFEST_NAMES, type ManifestName, manifestPath } from "../../../src/adapters/kubernetes/rights/names.ts";
import type { Rule } from "../user.ts";
import type { Recording } from "./derive.ts";
import { renderManifest } from "./render.ts";

const ROOT = new URL("../../../", import.meta.url);
const RECORDED = fileURLToPath(new URL("src/adapters/kubernetes/rights/recorded.ts", ROOT));

const texts = z.array(z.string());
const roleShape = z.strictObject({
	apiVersion: z.literal("rbac.authorization.k8s.io/v1"),
	kind: z.enum(["Role", "ClusterRole"]),
	metadata: z.strictObject({ name: z.string() }),
	rules: z.array(z.strictObject({ apiGroups: texts, resources: texts, verbs: texts })),
});

/** The committed text of a manifest. */
export function committed(name: ManifestName): string {
	return readFileSync(fileOf(name), "utf8");
}

/** The rules that a committed manifest really grants. Throws when it is no Role. */
export function committedRules(name: ManifestName): readonly Rule[] {
	const [role] = parseAllDocuments(committed(name)).map((document) => document.toJS());
	return roleShape.parse(role).rules;
}

/** Writes down what was seen, and the manifests from it, in a process that reads what is written now. */
export function writeRecording(recording: Recording): void {
	const head = readFileSync(RECORDED, "utf8").split("= {")[0] ?? "";
	writeFileSync(RECORDED, `${head}= ${JSON.stringify(recording, null, "\t")};\n`);
	const env = { PATH: process.env["PATH"] ?? "", UPDATE_RBAC: "1" };
	const run = (...argv: readonly string[]) => execFileSync("npx", argv, { cwd: fileURLToPath(ROOT), env, stdio: "inherit" });
	run("biome", "format", "--write", RECORDED);
	run("vitest", "run", "test/rbac.test.ts");
}

/** Writes every manifest anew. */
export function writeManifests(): void {
	for (const name of MANIFEST_NAMES) writeFileSync(fileOf(name), renderManifest(name));
}

function fileOf(name: ManifestName): string {
	return fileURLToPath(new URL(manifestPath(name), ROOT));
}
