import { expect, test } from "vitest";
import { signalContext } from "../testing/signal-context.ts";
import { commandSignal } from "./command.ts";
import { httpSignal } from "./http.ts";

test("a check says how long its settings let it take, so that a reader with less patience does not cut it short", () => {
	const context = signalContext("health");
	const url = "http://127.0.0.1:1/health";
	expect(httpSignal.connect({ url, within: "20s" }, context).withinMs).toBe(20_000);
	expect(httpSignal.connect(url, context).withinMs).toBe(5_000);
	expect(commandSignal.connect({ argv: ["true"], within: "2m" }, context).withinMs).toBe(120_000);
	expect(commandSignal.connect(["true"], context).withinMs).toBe(30_000);
});
