import { expect, test } from "vitest";
import { createMasker } from "../runtime/masker.ts";
import { maskDeep } from "./mask-deep.ts";

const masker = createMasker();
masker.add("shop-api");
masker.add("hunter2-canary");

test("a secret is taken out of every free text, however deep", () => {
	const event = {
		type: "step.failed",
		detail: "login hunter2-canary refused",
		message: "hunter2-canary",
		evidence: { lines: ["x hunter2-canary"] },
	};
	expect(maskDeep(event, masker)).toEqual({
		type: "step.failed",
		detail: "login *** refused",
		message: "***",
		evidence: { lines: ["x ***"] },
	});
});

test("a variable that holds a service's name does not turn the name into stars", () => {
	const run = { id: "run-1", service: "shop-api", from: { id: "shop-api", label: "shop-api" }, reason: "shop-api is down" };
	expect(maskDeep(run, masker)).toEqual({ ...run, reason: "*** is down" });
});
