import { describe, expect, test } from "vitest";
import type { MessageKind } from "../core/channel.ts";
import { messageOf } from "../testing/messages.ts";
import { slackPayload } from "./slack-blocks.ts";
import { noticeOf, plainText } from "./templates.ts";

const kinds: readonly MessageKind[] = ["started", "update", "done", "unhealthy", "failed", "cancelled", "approval"];

test("the first message tells what, why, who, since when, how long it should take, and when the next word comes", () => {
	expect(plainText(noticeOf(messageOf(), "en"))).toBe(
		[
			"Rolling back checkout in production",
			"8.1 % of 412 requests failed (before: 0.2 % of 3,980)",
			"Severity: P1",
			"Release: v1.2.0 → v1.1.0",
			"Started by: ana@laptop",
			"Started: 2026-11-21 03:14 UTC",
			"Expected to take: 4 min 00 s",
			"Next update: 2026-11-21 03:34 UTC",
			"Incident inc-01k9x7m2qc4zt9 · run run-01k9x7m2qd8aa2",
		].join("\n"),
	);
});

test("done but unhealthy is a message of its own, with the numbers and what to do", () => {
	const message = messageOf({
		kind: "unhealthy",
		durationMs: 125_000,
		numbers: ["errors: 8.1 % → 3 %"],
		nextSteps: ["backout plan checkout --to v1.0.0"],
		nextUpdateAt: null,
	});
	const text = plainText(noticeOf(message, "en"));
	expect(text).toContain("Rollback of checkout in production complete, but the service is NOT healthy");
	expect(text).toContain("Took: 2 min 05 s");
	expect(text).not.toContain("Expected");
	expect(text).toContain(
		"Before and after:\n- errors: 8.1 % → 3 %\nNext steps:\n- backout plan checkout --to v1.0.0\nNo further update is planned.",
	);
});

test("in Brazilian Portuguese no English word of ours is left", () => {
	const text = plainText(noticeOf(messageOf({ kind: "unhealthy", durationMs: 1_000, numbers: ["a"], nextSteps: ["b"] }), "pt-BR"));
	expect(text).toBe(
		[
			"Rollback de checkout em production concluído, mas o serviço NÃO está saudável",
			"8.1 % of 412 requests failed (before: 0.2 % of 3,980)",
			"Severidade: P1",
			"Versão: v1.2.0 → v1.1.0",
			"Iniciado por: ana@laptop",
			"Início: 2026-11-21 03:14 UTC",
			"Duração: 1.0 s",
			"Antes e depois:",
			"- a",
			"Próximos passos:",
			"- b",
			"Próxima atualização: 2026-11-21 03:34 UTC",
			"Incidente inc-01k9x7m2qc4zt9 · execução run-01k9x7m2qd8aa2",
		].join("\n"),
	);
});

describe("a service that is stopped or brought back", () => {
	const title = (plan: "stop-writes" | "resume-writes", kind: MessageKind, locale: string) =>
		noticeOf(messageOf({ plan, kind, to: null }), locale).title;

	test("is not called a rollback, in either language, whatever happens to it", () => {
		for (const locale of ["en", "pt-BR"]) {
			for (const kind of kinds) {
				for (const plan of ["stop-writes", "resume-writes"] as const) expect(title(plan, kind, locale)).not.toMatch(/rollback|rolling/i);
			}
		}
	});

	test("says loudly that its users are not served, and that they are again", () => {
		expect(title("stop-writes", "done", "en")).toBe("checkout in production is STOPPED: its users are NOT served until it is brought back");
		expect(title("stop-writes", "done", "pt-BR")).toBe(
			"checkout em production está PARADO: os usuários NÃO são atendidos até que o serviço volte",
		);
		expect(title("resume-writes", "done", "en")).toBe("checkout in production is back, service healthy");
		expect(title("resume-writes", "unhealthy", "pt-BR")).toBe("checkout em production voltou, mas o serviço NÃO está saudável");
	});

	test("has one release, which stays, and no sign of being well", () => {
		const notice = noticeOf(messageOf({ plan: "stop-writes", kind: "done", to: null }), "en");
		expect(notice.facts).toContainEqual({ label: "Release", text: "v1.2.0" });
		expect(JSON.stringify(slackPayload(notice))).not.toContain("✅");
	});
});

describe("a run that a person ended", () => {
	const stopped = { how: "cancelled", by: "eve@desk", landed: [], allSteps: 2 } as const;

	test("is called cancelled, not failed, and says by whom and that nothing was changed", () => {
		const text = plainText(noticeOf(messageOf({ kind: "cancelled", stopped }), "en"));
		expect(text.split("\n")[0]).toBe("Rollback of checkout in production was cancelled");
		expect(text).toContain("Started by: ana@laptop\nCancelled by: eve@desk\nChanged: nothing\n");
		expect(text).not.toContain("FAILED");
	});

	test("names the steps that had landed, and a no to a step is a no", () => {
		const halfWay = messageOf({ kind: "cancelled", stopped: { ...stopped, how: "rejected", landed: ["Switch api to v1"] } });
		expect(plainText(noticeOf(halfWay, "en"))).toContain("Rejected by: eve@desk\nChanged: 1 of 2 steps: Switch api to v1\n");
	});

	test("is told in Brazilian Portuguese too", () => {
		const text = (change: Parameters<typeof messageOf>[0]) => plainText(noticeOf(messageOf({ kind: "cancelled", ...change }), "pt-BR"));
		expect(text({ stopped })).toContain("Rollback de checkout em production foi cancelado\n");
		expect(text({ stopped })).toContain("Cancelado por: eve@desk\nAlterado: nada\n");
		expect(text({ stopped: { ...stopped, how: "rejected", landed: ["A"] } })).toContain(
			"Rejeitado por: eve@desk\nAlterado: 1 de 2 passos: A\n",
		);
	});
});

describe.each(["en", "pt-BR"])("in %s", (locale) => {
	test("every kind has a title of its own that names the place", () => {
		const titles = kinds.map((kind) => noticeOf(messageOf({ kind }), locale).title);
		expect(new Set(titles).size).toBe(kinds.length);
		for (const title of titles) expect(title).toContain("checkout");
	});
});

test("what is not known is left out; a half-known change of release shows what is missing", () => {
	const notice = noticeOf(messageOf({ severity: null, from: null, expectedMs: null }), "en");
	expect(notice.facts.map((fact) => fact.label)).toEqual(["Release", "Started by", "Started"]);
	expect(notice.facts[0]?.text).toBe("? → v1.1.0");
});

test("a service whose name looks like a replacement pattern is written as it is", () => {
	expect(noticeOf(messageOf({ service: "$& {place}" }), "en").title).toBe("Rolling back $& {place} in production");
});
