import { z } from "zod";

const status = z.object({
	kind: z.literal("Status"),
	code: z.number().optional(),
	reason: z.string().optional(),
	message: z.string().optional(),
	details: z
		.object({
			retryAfterSeconds: z.number().optional(),
			causes: z.array(z.object({ field: z.string().optional(), message: z.string().optional() })).optional(),
		})
		.nullish(),
});

/** What the API server says when it does not do what it was asked. */
export interface Refusal {
	readonly status: number;
	/** `NotFound`, `Forbidden`; empty when the answer is none of an API server's. */
	readonly reason: string;
	/** Its own words, with the causes, on one printable line of at most 800 characters; empty when it said nothing readable. */
	readonly message: string;
	/** Null: it does not say. */
	readonly retryAfterMs: number | null;
}

const MOST_CHARACTERS = 800;

/** The refusal in an answer's body (kubernetes.io/docs/reference/kubernetes-api/common-definitions/status), with what its Retry-After says. */
export function refusalOf(code: number, body: unknown, retryAfter: string | null): Refusal {
	const parsed = status.safeParse(body);
	if (!parsed.success) return { status: code, reason: "", message: "", retryAfterMs: secondsOf(retryAfter) };
	const { reason = "", message = "", details } = parsed.data;
	const causes = (details?.causes ?? []).flatMap(({ field, message: said = "" }) =>
		said === "" || message.includes(said) ? [] : [`${field === undefined ? "" : `${field}: `}${said}`],
	);
	return {
		status: parsed.data.code ?? code,
		reason,
		message: printable([message, ...causes].join("; ")),
		retryAfterMs: secondsOf(retryAfter) ?? (details?.retryAfterSeconds === undefined ? null : details.retryAfterSeconds * 1_000),
	};
}

/** Only the form in seconds is sent by API servers (kubernetes.io/docs/concepts/cluster-administration/flow-control). */
function secondsOf(retryAfter: string | null): number | null {
	return retryAfter !== null && /^\d{1,6}$/.test(retryAfter.trim()) ? Number(retryAfter) * 1_000 : null;
}

/** Object names, webhooks and proxies are not ours: what they say can steer no terminal and fills no screen. */
export function printable(text: string): string {
	const line = text.replace(/[\p{C}\s]+/gu, " ").trim();
	return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
