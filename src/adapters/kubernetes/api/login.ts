import type { TlsIdentity } from "../../../core/runtime.ts";

/** What is shown to a cluster with every call. */
export interface Login {
	/** The same object as long as nothing changed, so that connections are used again. */
	readonly tls: TlsIdentity;
	/** Who we are and whom we act for; secret. */
	readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** Who logs in to a cluster, and how. */
export interface Credentials {
	/** What is to be shown now. Throws BackoutError with what a person must do to log in. */
	login(): Promise<Login>;
	/** After the cluster refused `refused`: whether asking again, past everything kept, gave something else to show. */
	renew(refused: Login): Promise<boolean>;
	/** For messages: `user deployer of context prod`, `the pod's own account`. */
	readonly who: string;
}
