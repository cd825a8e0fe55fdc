import { BackoutError } from "../../../core/error.ts";
import type { ChosenContext } from "./choose.ts";

/** What took the place of each provider when Kubernetes 1.26 dropped them. */
const SUCCESSORS: Readonly<Record<string, string>> = {
	gcp: "install gke-gcloud-auth-plugin and write the entry anew: `gcloud container clusters get-credentials …`",
	azure: "install kubelogin (github.com/Azure/kubelogin) and write the entry anew: `kubelogin convert-kubeconfig`",
	oidc: "use the exec plugin kubelogin (github.com/int128/kubelogin): `kubectl oidc-login setup` shows the entry",
};

/** Throws `kubernetes.auth-provider` when the user logs in the old way, which kubectl does not know any more either. */
export function assertNoAuthProvider({ user, userName }: ChosenContext): void {
	const provider = user?.["auth-provider"] ?? null;
	if (provider === null) return;
	const { name } = provider;
	throw new BackoutError({
		code: "kubernetes.auth-provider",
		message: `user ${userName} logs in by the auth-provider ${name ?? "without a name"}, which Kubernetes has replaced by exec plugins`,
		fix: SUCCESSORS[name ?? ""] ?? "make the kubeconfig anew with your cloud's tool: it will name an exec plugin instead",
	});
}
