import type { SecretMasker } from "../core/runtime.ts";

/**
 * Keys whose texts name things or are compared by programs, and never hold what a tool said. They are left as they are: a variable that happens to
 * hold a service's name (`app: ${APP}`) must not turn that name into `***` in the ledger.
 */
const NAMES: ReadonlySet<string> = new Set(
	[
		"id label commit digest service environment target adapter run incident step plan planId planHash",
		"kind type status state outcome action severity standing risk rule group measure request verdict",
		"at time from to createdAt finishedAt deployedAt openedAt closedAt startedAt until deadline",
		"by requestedBy owner host hash previousHash schemaRevision parentRun channel reference subject",
	].flatMap((line) => line.split(" ")),
);

/** The same value with every secret taken out of its free texts, however deep. */
export function maskDeep<Value>(value: Value, masker: SecretMasker): Value {
	return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
		typeof inner === "string" && !NAMES.has(key) ? masker.mask(inner) : inner,
	);
}
