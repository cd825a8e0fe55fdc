import { expect, test } from "vitest";
import { parseAddress, redirectWithin } from "./http-url.ts";

const follows = (from: string, location: string | null) => redirectWithin(new URL(from), location)?.href ?? null;

test("a redirect is followed on the same host and port, and from http up to https", () => {
	expect(follows("https://shop/a", "/b")).toBe("https://shop/b");
	expect(follows("http://shop/a", "https://shop/b")).toBe("https://shop/b");
});

test.each([
	["another host", "http://shop/a", "https://evil/b"],
	["another host on the same scheme", "https://shop/a", "https://evil/b"],
	["another port", "http://shop:8080/a", "http://shop:9090/b"],
	["down from https", "https://shop/a", "http://shop/b"],
	["another scheme", "http://shop/a", "file:///etc/passwd"],
	["a user of its own", "http://shop/a", "http://ana:pw@shop/b"],
	["nowhere", "http://shop/a", null],
	["what is no URL", "http://shop/a", "http://"],
])("a redirect to %s is not followed", (_, from, location) => {
	expect(follows(from, location)).toBe(null);
});

test("what is shown of a URL has no user, no password, no values and no fragment", () => {
	expect(parseAddress("http://u:p@shop/a?k=v&k=w&n=x#f").shown).toBe("http://shop/a?k=…&n=…");
});
