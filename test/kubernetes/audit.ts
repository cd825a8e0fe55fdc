import { readFileSync } from "node:fs";
import { z } from "zod";

const eventSchema = z.object({
	auditID: z.string(),
	verb: z.string(),
	requestURI: z.string(),
	requestReceivedTimestamp: z.string(),
	userAgent: z.string().default(""),
	/** A call that was answered with 401 was nobody's. */
	user: z.object({ username: z.string().default("") }),
	objectRef: z
		.object({
			apiGroup: z.string().optional(),
			resource: z.string().optional(),
			subresource: z.string().optional(),
			namespace: z.string().optional(),
			name: z.string().optional(),
		})
		.default({}),
	responseStatus: z.object({ code: z.number().optional() }).default({}),
});

/** One call that the API server answered. */
export interface AuditedCall {
	/** `get`, `list`, `watch`, `create`, `patch`, … */
	readonly verb: string;
	/** `apps`; empty for the core group. */
	readonly group: string;
	/** `deployments`, `deployments/scale`; null for a call of no resource, like `/version`. */
	readonly resource: string | null;
	readonly namespace: string | null;
	readonly name: string | null;
	readonly user: string;
	readonly userAgent: string;
	readonly status: number | null;
	readonly uri: string;
	/** When the server had received it, in milliseconds since the epoch, with their fraction. */
	readonly atMs: number;
}

/** Which calls are meant; left out: any. */
export interface CallFilter {
	/** With what it begins, like `kubectl/` or `backout/`. */
	readonly userAgent?: string;
	readonly user?: string;
	readonly namespace?: string;
}

/** The calls that the audit log knows, oldest first, each once. The server may write a line a moment after its answer: use `expect.poll`. */
export function auditedCalls(auditLog: string, filter: CallFilter = {}): readonly AuditedCall[] {
	const lines = readFileSync(auditLog, "utf8").split("\n").slice(0, -1);
	const calls = new Map(lines.map((line) => eventSchema.parse(JSON.parse(line))).map((event) => [event.auditID, callOf(event)]));
	return [...calls.values()].filter((call) => matches(call, filter));
}

function callOf(event: z.output<typeof eventSchema>): AuditedCall {
	const { apiGroup, resource, subresource, namespace, name } = event.objectRef;
	const whole = resource === undefined ? null : [resource, ...(subresource === undefined ? [] : [subresource])].join("/");
	return {
		verb: event.verb,
		group: apiGroup ?? "",
		resource: whole,
		namespace: namespace ?? null,
		name: name ?? null,
		user: event.user.username,
		userAgent: event.userAgent,
		status: event.responseStatus.code ?? null,
		uri: event.requestURI,
		atMs: momentMs(event.requestReceivedTimestamp),
	};
}

/** The server writes microseconds, of which Date knows the thousands. */
function momentMs(time: string): number {
	const micros = /\.\d{3}(\d{3})Z$/.exec(time)?.[1] ?? "0";
	return Date.parse(time) + Number(micros) / 1_000;
}

function matches(call: AuditedCall, { userAgent, user, namespace }: CallFilter): boolean {
	const isAgent = userAgent === undefined || call.userAgent.startsWith(userAgent);
	return isAgent && (user === undefined || call.user === user) && (namespace === undefined || call.namespace === namespace);
}
