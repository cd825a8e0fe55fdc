import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LogReading } from "../../core/log.ts";
import { createMasker } from "../../runtime/masker.ts";
import { logSignal } from "../../signals/log.ts";
import { signalContext } from "../../testing/signal-context.ts";
import { newLogTemplates } from "./new-log-templates.ts";

const HOUR = 3_600_000;
const deployedMs = Date.parse("2026-11-21T03:00:00Z");

function then(entries: readonly string[] | null, detail = "", lengthMs = HOUR): LogReading {
	return { entries, fromMs: deployedMs - lengthMs, toMs: deployedMs, detail };
}

function since(entries: readonly string[] | null, detail = "", lengthMs = HOUR): LogReading {
	return { entries, fromMs: deployedMs, toMs: deployedMs + lengthMs, detail };
}

const nothing = (text: string) => text;

describe("what is new since the deploy", () => {
	test("comes with what was compared", () => {
		const findings = newLogTemplates(then(["INFO fine", "INFO fine"]), since(["INFO fine", "ERROR boom"], "app.log was cut"), nothing);
		expect(findings.templates?.map(({ template }) => template)).toEqual(["ERROR boom"]);
		expect(findings.detail).toBe("2 log lines before the deploy, 2 lines since (app.log was cut)");
	});

	test("weighs a short time before against a long one after", () => {
		const slow = (count: number) => Array.from({ length: count }, (_, index) => `WARN slow query ${index}`);
		expect(newLogTemplates(then(slow(1), "", HOUR / 60), since(slow(60)), nothing).templates).toEqual([]);
		expect(newLogTemplates(then([...slow(1), "INFO a"]), since([...slow(60), "INFO a"]), nothing).templates).toMatchObject([
			{ template: "WARN slow query <*>", count: 60, countBefore: 1 },
		]);
	});

	test("is not known where either side could not be read: nothing is called new", () => {
		expect(newLogTemplates(then(null, "app.log is not there"), since(["ERROR boom"]), nothing)).toEqual({
			templates: null,
			detail: "before the deploy: app.log is not there",
		});
		expect(newLogTemplates(then(["INFO fine"]), since(null, "docker ended with exit 1"), nothing)).toEqual({
			templates: null,
			detail: "since the deploy: docker ended with exit 1",
		});
		expect(newLogTemplates(then([], "app.log was emptied", 0), since(["ERROR boom"]), nothing).templates).toBe(null);
	});

	test("holds no secret that the masker knows, in templates, examples and details", () => {
		const masker = createMasker();
		masker.add("postgres://shop:s3cr3t-77@db/shop");
		masker.add("s3cr3t-77");
		const line = "ERROR cannot connect to postgres://shop:s3cr3t-77@db/shop with password s3cr3t-77";
		const findings = newLogTemplates(then(["INFO fine"]), since([line], "stderr: s3cr3t-77"), masker.mask);
		expect(findings.templates).toHaveLength(1);
		expect(JSON.stringify(findings)).not.toMatch(/s3cr3t|-77/);
		expect(findings.templates?.[0]?.first).toBe("ERROR cannot connect to *** with password ***");
	});

	test("is found in a real log file, asked for the two sides of the deploy", async () => {
		const directory = mkdtempSync(join(tmpdir(), "backout-templates-"));
		const minute = (index: number) => new Date(deployedMs + index * 60_000).toISOString();
		const lines = Array.from({ length: 90 }, (_, index) => `${minute(index - 60)} INFO order ${index} placed`);
		const boom = [`${minute(10)} ERROR order 71 failed`, "Traceback (most recent call last):", "KeyError: 'price'"];
		writeFileSync(join(directory, "app.log"), [...lines.slice(0, 71), ...boom, ...lines.slice(71)].join("\n"));
		const source = logSignal.connect({ file: "app.log", errors: "ERROR" }, signalContext("log-pattern", directory));
		const between = (from: number, to: number) => source.lines?.({ from: minute(from), to: minute(to) }, AbortSignal.timeout(10_000));
		const [past, present] = [await between(-60, 0), await between(0, 30)];
		rmSync(directory, { recursive: true });
		if (past === undefined || present === undefined) throw new Error("a log without lines");
		expect(newLogTemplates(past, present, nothing)).toEqual({
			templates: [
				{
					template: "ERROR order <*> failed ← KeyError: <*>",
					count: 1,
					countBefore: 0,
					isErrorLike: true,
					first: "2026-11-21T03:10:00.000Z ERROR order 71 failed ← KeyError: 'price'",
				},
			],
			detail: "60 log lines before the deploy, 31 lines since",
		});
	});
});
