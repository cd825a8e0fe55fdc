import { badKubeconfig } from "./faults.ts";
import type { UserEntry } from "./shape.ts";

/** The headers that act for somebody else (kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation). Throws `kubernetes.kubeconfig-invalid` for groups without a user. */
export function impersonationHeaders(user: UserEntry, userName: string): Readonly<Record<string, string | readonly string[]>> {
	const extra = Object.entries(user["as-user-extra"]);
	if (user.as === null) {
		if (user["as-uid"] === null && user["as-groups"].length === 0 && extra.length === 0) return {};
		throw badKubeconfig(
			`user ${userName} asks for groups, uid or extra of somebody without saying of whom`,
			"add `as` to the user in the kubeconfig",
		);
	}
	return {
		"impersonate-user": user.as,
		...(user["as-uid"] === null ? {} : { "impersonate-uid": user["as-uid"] }),
		...(user["as-groups"].length === 0 ? {} : { "impersonate-group": user["as-groups"] }),
		...Object.fromEntries(extra.map(([key, values]) => [`impersonate-extra-${headerName(key)}`, values])),
	};
}

/** Percent-encoded where HTTP allows no such letter in a name (client-go, transport/round_trippers.go, headerKeyEscape). */
function headerName(key: string): string {
	return [...Buffer.from(key.toLowerCase(), "utf8")]
		.map((byte) => {
			const letter = String.fromCharCode(byte);
			return /[!#$&'*+.^_`|~\w-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
		})
		.join("");
}
