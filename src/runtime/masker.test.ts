import fc from "fast-check";
import { expect, test } from "vitest";
import { createMasker } from "./masker.ts";

function maskerOf(...secrets: string[]) {
	const masker = createMasker();
	for (const secret of secrets) masker.add(secret);
	return masker;
}

test("a secret is replaced wherever it stands", () => {
	expect(maskerOf("hunter22").mask("a hunter22, b=hunter22;")).toBe("a ***, b=***;");
});

test("a secret shorter than four characters is left alone", () => {
	expect(maskerOf("abc").mask("abc")).toBe("abc");
});

test("a secret of asterisks does not mask the mask", () => {
	expect(maskerOf("****", "hunter22").mask("hunter22 ****")).toBe("*** ****");
});

test("the longer of two secrets is taken out whole, also where they overlap", () => {
	expect(maskerOf("pass", "password").mask("password")).toBe("***");
	expect(maskerOf("abcdefgh", "bcde").mask("abcdefgh")).toBe("***");
	expect(maskerOf("abcdef", "defghi").mask("x abcdefghi y")).toBe("x *** y");
});

test("URL-encoded, form-encoded, JSON and base64 forms are masked", () => {
	const secret = 'p@ss w/ö"rd';
	const { mask } = maskerOf(secret);
	expect(mask(encodeURIComponent(secret))).toBe("***");
	expect(mask(encodeURIComponent(secret).toLowerCase())).not.toContain("%40");
	expect(mask(new URLSearchParams({ k: secret }).toString())).toBe("k=***");
	expect(mask(JSON.stringify({ k: secret }))).toBe('{"k":"***"}');
	expect(mask(Buffer.from(secret).toString("base64"))).toBe("***");
	expect(mask(Buffer.from(secret).toString("base64url"))).toBe("***");
});

test("a secret inside a basic authorization header is masked at every alignment", () => {
	for (const user of ["a", "an", "ana"]) {
		const header = Buffer.from(`${user}:hunter22-hunter22`).toString("base64");
		const masked = maskerOf("hunter22-hunter22").mask(header);
		expect(masked).toContain("***");
		expect(Buffer.from(masked.replaceAll("*", ""), "base64").toString()).not.toContain("unter");
	}
});

test("the password of a connection string and the token of a webhook are masked alone", () => {
	const { mask } = maskerOf("postgres://app:s%40cret@db/shop", "https://hooks.slack.com/services/T00/B00/abcdefghijklmnopqrstuvwx");
	expect(mask("password s@cret refused")).toBe("password *** refused");
	expect(mask("POST /services/T00/B00/abcdefghijklmnopqrstuvwx")).toBe("POST /services/T00/B00/***");
});

test("each line of a private key is masked", () => {
	const key = `-----BEGIN PRIVATE KEY-----\n${"A1".repeat(20)}\n${"B2".repeat(20)}\n-----END PRIVATE KEY-----`;
	expect(maskerOf(key).mask(`line ${"B2".repeat(20)}`)).toBe("line ***");
});

test("no text that holds a secret still holds it after masking", () => {
	const secret = fc.string({ minLength: 4, maxLength: 20 }).filter((text) => !/^[\s*]*$/.test(text) && !text.includes("**"));
	fc.assert(
		fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.string(), (secrets, filler) => {
			const { mask } = maskerOf(...secrets);
			const masked = mask(secrets.join(filler));
			for (const piece of masked.split("***")) for (const one of secrets) expect(piece).not.toContain(one);
		}),
	);
});
