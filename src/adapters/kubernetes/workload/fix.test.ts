import { describe, expect, it } from "vitest";
import { DEPLOYMENT } from "./deployment.ts";
import { FIX_OF_TROUBLE } from "./fix.ts";
import { deployment, template } from "./objects.fixture.ts";
import { podOf, troubleOf } from "./pods.ts";

const metadata = { name: "checkout-1", uid: "1", resourceVersion: "1", creationTimestamp: "2026-11-22T00:00:00Z" };

/** A pod whose one container is in this state. */
function troubled(container: object) {
	return troubleOf(podOf({ metadata, status: { containerStatuses: [{ name: "checkout", ...container }] } }));
}

const waiting = (reason: string, message: string) => ({ state: { waiting: { reason, message } } });

describe("what stands in a pod's way", () => {
	it("is the same while the kubelet says in turn that it cannot pull and that it waits to pull again", () => {
		const pulling = troubled(waiting("ErrImagePull", "rpc error: shop:v2: not found"));
		const backOff = troubled(waiting("ImagePullBackOff", 'Back-off pulling image "shop:v2": ErrImagePull: rpc error: shop:v2: not found'));
		expect(backOff).toEqual(pulling);
		expect(pulling?.text).toBe("checkout-1: checkout waits: ImagePullBackOff (rpc error: shop:v2: not found)");
	});

	it.each([
		[waiting("ErrImagePull", "not found"), "image", "push the image again"],
		[waiting("CreateContainerConfigError", 'secret "db" not found'), "config", "bring back the ConfigMap, Secret or key"],
		[{ ...waiting("CrashLoopBackOff", "back-off"), lastState: { terminated: { exitCode: 1 } } }, "crash", "read its log above"],
		[waiting("PostStartHookError", "it failed"), "other", "kubectl describe pod"],
	] as const)("%j is told with its way out", (container, cause, fix) => {
		const trouble = troubled(container);
		expect(trouble?.cause).toBe(cause);
		expect(FIX_OF_TROUBLE[cause]).toContain(fix);
	});

	it("is told with its way out where no node takes the pod", () => {
		const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes are available" }];
		expect(troubleOf(podOf({ metadata, status: { conditions } }))).toMatchObject({ cause: "no-node" });
	});
});

describe("pods that the cluster refuses", () => {
	const refused = (message: string) => {
		const conditions = [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }];
		return DEPLOYMENT.rolloutOf(deployment(template("checkout:v1"), { status: { updatedReplicas: 0, conditions } }), null);
	};
	it.each([
		['pods "x" is forbidden: exceeded quota: team, requested: pods=1', "raise its quota"],
		['failed calling webhook "policy.example.com": connection refused', "mend the webhook"],
		['admission webhook "policy.example.com" denied the request: no latest tags', "do what the rule that refuses these pods asks for"],
	])("are told with the way out: %s", (message, fix) => {
		expect(refused(message).fix).toContain(fix);
		expect(refused(message).detail).toContain(message);
	});
});
