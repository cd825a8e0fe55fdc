import { z } from "zod";
import { formatDuration } from "../core/duration.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { HttpRequest } from "../core/runtime.ts";
import type { Reading, SignalContext, SignalKind } from "../core/signal.ts";
import { isTimeUp } from "./deadline.ts";
import { type Expectation, faultOf } from "./http-expectation.ts";
import { isJsonPath } from "./json-path.ts";
import { durationMs, durationSetting, headersSetting, urlSetting } from "./settings.ts";

const DEFAULT_WITHIN_MS = 5_000;

const statusSetting = z
	.int()
	.min(100)
	.max(599)
	.meta({ examples: [200] });
const scalarSetting = z.union([z.string(), z.number(), z.boolean(), z.null()]).meta({ examples: ["ok"] });
const pathSetting = z.string().refine(isJsonPath, { error: "must be a path into the JSON, like status or a.b[0].c" });

const probeSetting = z.strictObject({
	url: urlSetting,
	status: z
		.union([statusSetting, z.array(statusSetting).min(1)])
		.optional()
		.describe("The status, or the statuses, that pass; 200 when left out"),
	within: durationSetting.optional().describe("How long the whole answer may take; 5s when left out"),
	json: z
		.record(pathSetting, scalarSetting)
		.meta({ examples: [{ status: "ok" }] })
		.optional()
		.describe("Values that the JSON body must have, by path"),
	contains: z
		.string()
		.min(1)
		.meta({ examples: ["Add to cart"] })
		.optional()
		.describe("A text that the body must contain"),
	headers: headersSetting.optional(),
	method: z
		.string()
		.regex(/^[A-Za-z]+$/, { error: "must be a method of HTTP, in letters" })
		.meta({ examples: ["POST"] })
		.optional()
		.describe("GET when left out"),
	body: z
		.string()
		.meta({ examples: ['{"ping":true}'] })
		.optional(),
});

const schema = z.union([urlSetting, probeSetting]);

/** The settings of an HTTP check: a URL, or what is asked and what must come back. */
export type HttpCheckConfig = z.infer<typeof schema>;
type Probe = z.infer<typeof probeSetting>;

/** Asks a URL once. Passed: status 200 exactly and, when the body is JSON with a `status`, a well one; or what the settings say instead. A refused connection and a late answer are failures, not unknowns. */
export const httpSignal: SignalKind<HttpCheckConfig> = {
	kind: "http",
	measures: ["health", "smoke"],
	schema,
	measureOf: () => "health",
	endpoints: (config) => [withoutCredentials(probeOf(config).url)],
	connect(config, context) {
		const probe = probeOf(config);
		const expected = expectationOf(probe, context);
		const request = requestOf(probe);
		return {
			name: context.name,
			source: "http",
			measure: context.measure,
			hasPast: false,
			withinMs: withinMs(probe),
			read: (_window, deadline) => check(request, expected, deadline, context),
		};
	},
};

function probeOf(config: HttpCheckConfig): Probe {
	return typeof config === "string" ? { url: config } : config;
}

function withinMs(probe: Probe): number {
	return durationMs(probe.within, DEFAULT_WITHIN_MS);
}

function withoutCredentials(url: string): string {
	return url.replace(/^(https?:\/\/)[^/?#]*@/, "$1");
}

function expectationOf(probe: Probe, context: SignalContext): Expectation {
	return {
		measure: context.measure,
		statuses: [probe.status ?? 200].flat(),
		json: probe.json ?? null,
		contains: probe.contains ?? null,
	};
}

function requestOf(probe: Probe): HttpRequest {
	return {
		url: probe.url,
		method: probe.method ?? "GET",
		headers: probe.headers ?? {},
		timeoutMs: withinMs(probe),
		...(probe.body === undefined ? {} : { body: probe.body }),
	};
}

async function check(request: HttpRequest, expected: Expectation, deadline: AbortSignal, context: SignalContext): Promise<Reading> {
	try {
		const response = await context.http.request({ ...request, signal: deadline });
		const fault = faultOf(response, expected);
		const time = formatDuration(response.durationMs);
		const cut = response.isTruncated ? "; only the first part of the body was read" : "";
		const detail = fault === null ? `answered ${response.status} in ${time}${cut}` : `${fault} (after ${time}${cut})`;
		return { kind: "check", passed: fault === null, latencyMs: response.durationMs, detail };
	} catch (error) {
		return { kind: "check", passed: isTheirFault(error, deadline) ? false : null, latencyMs: null, detail: detailOf(error) };
	}
}

/** Null is kept for what is wrong on our side: a broken URL or header in the config, a person who left. */
function isTheirFault(error: unknown, deadline: AbortSignal): boolean {
	if (!(error instanceof BackoutError)) return false;
	return error.code === "http.timeout" || error.code === "http.unreachable" || (error.code === "http.aborted" && isTimeUp(deadline));
}

function detailOf(error: unknown): string {
	return error instanceof BackoutError && error.code.startsWith("http.bad-") ? `${error.message}; ${error.fix}` : errorText(error);
}
