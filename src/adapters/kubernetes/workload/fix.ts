/** What to do when the cluster refuses to make pods, by its own words (apiserver: resource quota, admission webhooks and policies). */
export function fixOfRefusal(words: string): string {
	if (/exceeded quota|failed quota|insufficient quota/.test(words))
		return "make room in the namespace or raise its quota (`kubectl describe resourcequota`): the controller goes on by itself";
	if (/failed calling webhook/.test(words))
		return "mend the webhook that does not answer, or see its failurePolicy (`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`): the controller goes on by itself";
	return "do what the rule that refuses these pods asks for, or have its owner make an exception: the controller goes on by itself";
}

/** Why a pod does not become ready. */
export type TroubleCause = "image" | "config" | "crash" | "no-node" | "other";

/** What to do about it. */
export const FIX_OF_TROUBLE: Readonly<Record<TroubleCause, string>> = {
	image:
		"push the image again, or see the registry's login (imagePullSecrets): the pods go on by themselves. Or return to another release with --to",
	config: "bring back the ConfigMap, Secret or key that the pod names: it goes on by itself. Or return to another release with --to",
	crash:
		"read its log above: this release does not start with what is there today (config, schema, dependencies). Return to another release with --to",
	"no-node": "make room (nodes, requests, taints, volumes): the pod goes on by itself. Or scale something less needed down",
	other: "see `kubectl describe pod`: its events say more",
};
