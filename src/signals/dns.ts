import { isIP } from "node:net";
import { z } from "zod";
import { formatDuration } from "../core/duration.ts";
import { formatQuantity } from "../core/number.ts";
import { besideOtherFaults, hasPlaceholder } from "../core/settings.ts";
import type { Reading, SignalContext, SignalKind } from "../core/signal.ts";
import { canonical, RECORD_TYPES } from "./dns-answers.ts";
import type { Resolution } from "./dns-resolve.ts";
import { oneLine } from "./excerpt.ts";
import { durationMs, durationSetting } from "./settings.ts";

const DEFAULT_WITHIN_MS = 5_000;
/** Answers that a detail shows. */
const MOST_SHOWN = 8;

const questionSetting = z.strictObject({
	name: z
		.string()
		.min(1)
		.meta({ examples: ["shop.example.com"] })
		.describe("The name that is asked for"),
	type: z.enum(RECORD_TYPES).optional().describe("A when left out"),
	server: z
		.string()
		.refine(isServer, { error: "must be the address of a name server, with its port or without, like 10.0.0.2 or 10.0.0.2:5353" })
		.meta({ examples: ["10.0.0.2", "10.0.0.2:5353"] })
		.optional()
		.describe("The name server that is asked; this machine's when left out"),
	expect: z
		.array(
			z
				.string()
				.min(1)
				.meta({ examples: ["203.0.113.7"] }),
		)
		.min(1)
		.optional()
		.describe("Answers that must be there, as they are shown: 203.0.113.7, or 10 mail.example.com for an MX"),
	only: z.boolean().optional().describe("true: no others may be there than those of expect; false when left out"),
	within: durationSetting.optional().describe("How long the answer may take; 5s when left out"),
});

const schema = z.union([
	z
		.string()
		.min(1)
		.meta({ examples: ["shop.example.com"] }),
	questionSetting.refine(({ only, expect }) => only !== true || expect !== undefined, {
		error: "only needs expect",
		params: { fix: "Add the answers that may be there, like `expect: [ 203.0.113.7 ]`, or remove `only`." },
		when: besideOtherFaults,
	}),
]);

/** The settings of a name check: a name, or what is asked and what must come back. */
export type DnsCheckConfig = z.infer<typeof schema>;
type Question = z.infer<typeof questionSetting>;

/** Asks a name server once, without hosts file and cache. Passed: there are answers, and the expected ones are among them. A name that is not there, or that its servers fail at, fails; a name server that is away, refuses or is late is unknown. */
export const dnsSignal: SignalKind<DnsCheckConfig> = {
	kind: "dns",
	measures: ["health", "smoke"],
	schema,
	measureOf: () => "health",
	endpoints: (config) => [endpointOf(questionOf(config))],
	connect: (config, context) => ({
		name: context.name,
		source: "dns",
		measure: context.measure,
		hasPast: false,
		withinMs: durationMs(questionOf(config).within, DEFAULT_WITHIN_MS),
		read: (_window, deadline) => check(questionOf(config), deadline, context),
	}),
};

function questionOf(config: DnsCheckConfig): Question {
	return typeof config === "string" ? { name: config } : config;
}

function endpointOf({ name, type = "A", server }: Question): string {
	return `${canonical(name)} ${type}${server === undefined ? "" : ` at ${server}`}`;
}

function isServer(text: string): boolean {
	if (hasPlaceholder(text) || isIP(text) !== 0) return true;
	const [, address = "", port = "0"] = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text) ?? [];
	return isIP(address) !== 0 && Number(port) > 0 && Number(port) < 65_536 && (isIP(address) === 4 || text.startsWith("["));
}

async function check(question: Question, deadline: AbortSignal, context: SignalContext): Promise<Reading> {
	const { name, type = "A", server = null } = question;
	const signal = AbortSignal.any([deadline, AbortSignal.timeout(durationMs(question.within, DEFAULT_WITHIN_MS))]);
	const startedAt = context.clock.now();
	const { resolveName } = await import("./dns-resolve.ts");
	const resolution = await resolveName({ name, type, server }, signal);
	const latencyMs = context.clock.now() - startedAt;
	const asked = `${oneLine(name)} ${type}`;
	if (resolution.kind === "unknown") return { kind: "check", passed: null, latencyMs: null, detail: `${asked}: ${resolution.why}` };
	const fault = faultOf(question, resolution);
	const detail = fault ?? `${shown(resolution.kind === "answers" ? resolution.answers : [])} in ${formatDuration(latencyMs)}`;
	return { kind: "check", passed: fault === null, latencyMs, detail: `${asked}: ${detail}` };
}

function faultOf({ expect, only }: Question, resolution: Exclude<Resolution, { kind: "unknown" }>): string | null {
	if (resolution.kind === "failed") return resolution.why;
	const { answers } = resolution;
	const found = new Set(answers.map(canonical));
	const wanted = new Set((expect ?? []).map(canonical));
	const missing = [...wanted].filter((answer) => !found.has(answer));
	if (missing.length > 0) return `${shown(missing)} ${missing.length === 1 ? "is" : "are"} not among the answers: ${shown(answers)}`;
	const others = only === true ? [...found].filter((answer) => !wanted.has(answer)) : [];
	return others.length === 0 ? null : `${shown(others)} ${others.length === 1 ? "is" : "are"} there and not expected`;
}

function shown(answers: readonly string[]): string {
	const rest = answers.length - MOST_SHOWN;
	return `${answers.slice(0, MOST_SHOWN).map(oneLine).join(", ")}${rest > 0 ? ` and ${formatQuantity(rest, "other")}` : ""}`;
}
