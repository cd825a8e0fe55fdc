import { expect, test } from "vitest";
import { incompleteBeta, lnGamma, normalQuantile, studentTail } from "./special.ts";

// The expected values are R's: lgamma, pbeta, pt, qnorm.
test("lnGamma is that of R", () => {
	expect(lnGamma(0.5)).toBeCloseTo(0.5723649429247, 10);
	expect(lnGamma(10)).toBeCloseTo(12.8018274800815, 10);
	expect(lnGamma(1e6)).toBeCloseTo(12815504.5691476, 4);
});

test("incompleteBeta is a binomial's tail", () => {
	// P(X >= 3) for X ~ Bin(10, 0.1) = I_0.1(3, 8).
	const tail = 1 - (0.9 ** 10 + 10 * 0.1 * 0.9 ** 9 + 45 * 0.01 * 0.9 ** 8);
	expect(incompleteBeta(0.1, 3, 8)).toBeCloseTo(tail, 12);
	expect(incompleteBeta(0.5, 2.5, 2.5)).toBeCloseTo(0.5, 10);
	expect(incompleteBeta(0, 2, 3)).toBe(0);
	expect(incompleteBeta(1, 2, 3)).toBe(1);
});

test("incompleteBeta keeps tiny tails, and large counts", () => {
	expect(incompleteBeta(0.01, 20, 1)).toBeCloseTo(0, 12);
	expect(incompleteBeta(0.01, 20, 1)).toBeGreaterThan(0);
	expect(incompleteBeta(0.5, 1e5, 1e5)).toBeCloseTo(0.5, 6);
});

test("studentTail and normalQuantile are those of the tables", () => {
	expect(studentTail(2.0639, 24)).toBeCloseTo(0.025, 5);
	expect(studentTail(-2.0639, 24)).toBeCloseTo(0.975, 5);
	expect(normalQuantile(0.025)).toBeCloseTo(1.96, 2);
	expect(normalQuantile(0.001)).toBeCloseTo(3.09, 2);
	expect(normalQuantile(0.8)).toBeCloseTo(-0.8416, 2);
});
