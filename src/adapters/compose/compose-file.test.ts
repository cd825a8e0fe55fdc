import { expect, test } from "vitest";
import { fileHead, imagePlace, serviceNames, withImage, withOverride } from "./compose-file.ts";

const FILE = `# The shop.
x-base: &base
    restart: always

services:
    web: { image: "shop/web:v9", <<: *base }   # one line
    api:
        image:   'shop/api:v2'   # set by CI
        environment:
            IMAGE: shop/api:v2
    db:
        image: postgres:16
`;

test("only the service's own image is exchanged; comments, quotes, blanks and look-alikes stay", () => {
	const after = withImage(FILE, "api", "shop/api:v1", "compose.yaml");
	expect(after).toBe(FILE.replace("'shop/api:v2'", "'shop/api:v1'"));
});

test("an image in a one-line map is exchanged too", () => {
	expect(withImage(FILE, "web", "shop/web:v8", "compose.yaml")).toBe(FILE.replace("shop/web:v9", "shop/web:v8"));
});

test("line ends of Windows are kept", () => {
	const text = "services:\r\n  api:\r\n    image: a/b:1\r\n    restart: always\r\n";
	expect(withImage(text, "api", "a/b:0", "compose.yaml")).toBe(text.replace("a/b:1", "a/b:0"));
});

test("where the image stands is told: literal, interpolated, shared by an anchor, merged, absent", () => {
	expect(imagePlace(FILE, "api", "f")).toEqual({ kind: "literal", value: "shop/api:v2" });
	expect(imagePlace(`services: { api: { image: 'shop/api:\${TAG}' } }`, "api", "f")).toEqual({
		kind: "interpolated",
		value: `shop/api:\${TAG}`,
	});
	expect(imagePlace("services:\n  api: { image: &i shop/api:v2 }\n  worker: { image: *i }\n", "api", "f").kind).toBe("shared");
	expect(imagePlace("services:\n  api: { image: &i shop/api:v2 }\n  worker: { image: *i }\n", "worker", "f").kind).toBe("shared");
	expect(imagePlace("x: &b { image: a/b:1 }\nservices:\n  api: { <<: *b }\n", "api", "f").kind).toBe("shared");
	expect(imagePlace("services: { api: { build: . } }", "api", "f")).toEqual({ kind: "absent", hasBuild: true });
	expect(imagePlace("services: { api: {} }", "api", "f")).toEqual({ kind: "absent", hasBuild: false });
});

test("an override file is made with the version of the file it overrides, and an existing one keeps its comments", () => {
	expect(withOverride("", "api", "shop/api:v1", "2.4", "f")).toContain('version: "2.4"');
	const existing = "# mine\nservices:\n  db:\n    ports: ['5432:5432'] # local\n";
	const after = withOverride(existing, "api", "shop/api:v1", null, "f");
	expect(after).toContain("# mine");
	expect(after).toContain("# local");
	expect(imagePlace(after, "api", "f")).toEqual({ kind: "literal", value: "shop/api:v1" });
	expect(withOverride(after, "api", "shop/api:v2", null, "f")).toBe(after.replace("shop/api:v1", "shop/api:v2"));
});

test("the head of a file and its services are read", () => {
	expect(fileHead("name: shop\nversion: 3\nservices: {}", "f")).toEqual({ name: "shop", version: "3" });
	expect(fileHead(`name: \${NAME}\nservices: {}`, "f")).toEqual({ name: null, version: null });
	expect(serviceNames(FILE, "f")).toEqual(["web", "api", "db"]);
});

test("a file that is no YAML is named with its line and the fix", () => {
	expect(() => imagePlace("services:\n  api:\n   - [", "api", "/srv/compose.yaml")).toThrow(
		expect.objectContaining({ code: "compose.file-invalid", message: expect.stringMatching(/^\/srv\/compose\.yaml, line \d: /) }),
	);
});
