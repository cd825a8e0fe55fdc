/** The adapter as a plugin, until it is one of those that a config may name without. */
export { kubernetesAdapter as default } from "../../src/adapters/kubernetes/index.ts";
