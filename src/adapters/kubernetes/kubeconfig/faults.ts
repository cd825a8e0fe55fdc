import { distance } from "fastest-levenshtein";
import { BackoutError } from "../../../core/error.ts";

/** The error for a kubeconfig that cannot be used: which file or entry, and why. It never holds a value of the file. */
export function badKubeconfig(message: string, fix: string): BackoutError {
	return new BackoutError({ code: "kubernetes.kubeconfig-invalid", message, fix });
}

/** The error for something that a kubeconfig names and that is not there, with the names that are. */
export function unknownName(what: "context" | "cluster" | "user", name: string, known: readonly string[], where: string): BackoutError {
	return new BackoutError({
		code: `kubernetes.${what}-unknown`,
		message: `there is no ${what} ${JSON.stringify(name)} in ${where}`,
		fix: `${nearest(name, known)}; \`kubectl config get-${what}s\` lists them`,
	});
}

/** "did you mean prod-eu? Known: dev, prod-eu". */
function nearest(name: string, known: readonly string[]): string {
	if (known.length === 0) return "it names none at all: see that it is the right file";
	const away = (other: string) => distance(name.toLowerCase(), other.toLowerCase());
	const [first = ""] = [...known].sort((a, b) => away(a) - away(b));
	const isNear = away(first) <= Math.max(2, Math.floor(name.length / 3)) || first.includes(name) || (first !== "" && name.includes(first));
	return `${isNear ? `did you mean ${first}? ` : ""}Known: ${[...known].sort().slice(0, 20).join(", ")}`;
}
