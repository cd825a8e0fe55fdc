import { expect, test } from "vitest";
import type { VersionedTarget } from "../../src/core/adapter.ts";
import { describeAdapter } from "../../src/testing/adapter-contract.ts";
import { bringAbout, stepsOf } from "../../src/testing/step-driver.ts";
import { fixture, type HelmWorld, openHelmWorld } from "./helm.fixture.ts";

describeAdapter("kubernetes helm (real Helm, real control plane)", fixture, new URL("./helm.fixture.ts", import.meta.url).href);

async function withHelm(files: Readonly<Record<string, string>>, body: (made: HelmWorld) => Promise<void>): Promise<void> {
	const made = await openHelmWorld(files);
	try {
		await body(made);
	} finally {
		await made.close();
	}
}

async function proposeTo(target: VersionedTarget, made: HelmWorld, tag: string) {
	const label = made.world.image("checkout", tag).replace(/^.*:/, "");
	const to = (await target.history(20)).find((one) => one.label === label);
	if (to === undefined) throw new Error(`history does not show ${label}`);
	return await target.propose({ kind: "return", to });
}

async function statuses(made: HelmWorld): Promise<readonly string[]> {
	const history: readonly { readonly revision: number; readonly status: string }[] = JSON.parse(
		await made.helm("history", "checkout", "-o", "json"),
	);
	return history.map(({ revision, status }) => `${revision} ${status}`);
}

test("a failed upgrade is returned to the last revision that Helm saw through, not to the one before", async () => {
	await withHelm({}, async (made) => {
		await made.upgrade("v1");
		for (const tag of ["v2", "v3"]) {
			const never = made.upgrade(tag, "--set-string", "annotations.backout\\.test/behaviour=never-ready", "--wait", "--timeout", "1s");
			await expect(never).rejects.toThrow();
		}
		expect(await statuses(made)).toEqual(["1 deployed", "2 failed", "3 failed"]);
		const target = await made.target();
		expect((await target.history(10)).map(({ label, unavailable }) => [label, unavailable === null])).toEqual([
			["v3", false],
			["v2", false],
			["v1", true],
		]);
		expect(await proposeTo(target, made, "v2")).toMatchObject({
			kind: "refused",
			rule: "never-deployed",
			fix: "choose a revision that was: 1",
		});
		await bringAbout(target, stepsOf("kubernetes", await proposeTo(target, made, "v1")));
		expect((await target.current()).label).toBe("v1");
		expect((await statuses(made)).at(-1)).toBe("4 deployed");
	});
});

test("a helm that was ended in the middle leaves pending-upgrade, and the rollback frees the release", async () => {
	await withHelm({}, async (made) => {
		await made.upgrade("v1");
		await made.upgrade("v2");
		await stick(made, 2, "2026-01-01T00:00:00Z");
		await expect(made.upgrade("v3")).rejects.toThrow("another operation (install/upgrade/rollback) is in progress");
		const target = await made.target();
		const proposal = await proposeTo(target, made, "v1");
		expect(proposal).toMatchObject({ kind: "steps", warnings: [expect.stringContaining("is pending-upgrade since 2026-01-01")] });
		await bringAbout(target, stepsOf("kubernetes", proposal));
		expect((await statuses(made)).at(-1)).toBe("3 deployed");
		expect(await made.upgrade("v3")).toContain("deployed");
	});
});

test("a helm that may still be at work is not written over", async () => {
	await withHelm({}, async (made) => {
		await made.upgrade("v1");
		await made.upgrade("v2");
		await stick(made, 2, new Date().toISOString());
		const proposal = await proposeTo(await made.target(), made, "v1");
		expect(proposal).toMatchObject({ kind: "refused", rule: "helm-at-work" });
	});
});

test("what Helm deletes with its contents makes the step lossy, and hooks are told", async () => {
	const claim = `{{- if ne .Values.tag "v1" }}
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: uploads }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
{{- end }}
`;
	const hook = `apiVersion: v1
kind: ConfigMap
metadata: { name: told, annotations: { "helm.sh/hook": "pre-rollback" } }
`;
	await withHelm({ "templates/claim.yaml": claim, "templates/hook.yaml": hook }, async (made) => {
		await made.upgrade("v1");
		await made.upgrade("v2");
		const target = await made.target();
		const proposal = await proposeTo(target, made, "v1");
		expect(proposal).toMatchObject({
			kind: "steps",
			steps: [{ risk: "lossy" }],
			warnings: [
				"Helm deletes what revision 1 did not have: PersistentVolumeClaim uploads.",
				expect.stringContaining("What PersistentVolumeClaim uploads holds goes with it"),
				expect.stringContaining("Hooks of revision 1 run: ConfigMap told (pre-rollback)"),
			],
		});
		await bringAbout(target, stepsOf("kubernetes", proposal));
		expect(await made.world.kubectl("get", "configmap", "told", "-o", "name")).toBe("configmap/told\n");
	});
});

test("the rollback keeps the whole history, where Helm's own default keeps ten", async () => {
	await withHelm({}, async (made) => {
		for (let number = 1; number <= 12; number++) await made.upgrade(`v${number}`, "--history-max", "0");
		const target = await made.target();
		await bringAbout(target, stepsOf("kubernetes", await proposeTo(target, made, "v11")));
		expect(await statuses(made)).toHaveLength(13);
	});
});

/** Writes a stored revision as a helm that is killed while it waits leaves it. */
async function stick({ world }: HelmWorld, revision: number, deployedAt: string): Promise<void> {
	const name = `sh.helm.release.v1.checkout.v${revision}`;
	const { gunzipSync, gzipSync } = await import("node:zlib");
	const text = await world.kubectl("get", "secret", name, "-o", "jsonpath={.data.release}");
	const release = JSON.parse(gunzipSync(Buffer.from(Buffer.from(text, "base64").toString(), "base64")).toString());
	const stuck = {
		...release,
		info: { ...release.info, status: "pending-upgrade", description: "Preparing upgrade", last_deployed: deployedAt },
	};
	const data = Buffer.from(gzipSync(JSON.stringify(stuck)).toString("base64")).toString("base64");
	const patch = { metadata: { labels: { status: "pending-upgrade" } }, data: { release: data } };
	await world.kubectl("patch", "secret", name, "--type", "merge", "-p", JSON.stringify(patch));
}
