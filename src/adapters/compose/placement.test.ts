import { expect, test } from "vitest";
import { type PlacementFacts, placeImage, tagVariable } from "./placement.ts";

const facts = (image: string, more: Partial<PlacementFacts> = {}): PlacementFacts => ({
	service: "api",
	reference: "shop/api:v1",
	files: [{ path: "/srv/compose.yaml", text: `services:\n  api:\n    image: ${image}\n` }],
	override: { path: "/srv/compose.override.yaml", isRead: true, isAsked: false },
	env: null,
	environment: {},
	version: null,
	...more,
});
const env = (text: string) => ({ path: "/srv/.env", text });

test("a plain image is edited where it stands", () => {
	expect(placeImage(facts("shop/api:v2"))).toMatchObject({
		kind: "edit",
		edit: { kind: "image", file: "/srv/compose.yaml" },
		warnings: [],
	});
});

test("of several files, the last one that names the image is edited", () => {
	const files = ["a", "b", "c"].map((name) => ({ path: `/srv/${name}.yaml`, text: `services: { api: { image: 'shop/api:${name}' } }` }));
	const [first, second] = files;
	if (!first || !second) throw new Error("no files");
	const third = { path: "/srv/c.yaml", text: "services: { api: { restart: always } }" };
	expect(placeImage(facts("", { files: [first, second, third] }))).toMatchObject({ edit: { kind: "image", file: "/srv/b.yaml" } });
});

test("a tag from .env is edited there", () => {
	const placement = placeImage(facts(`\${REG}/api:\${TAG:-latest}`, { env: env("TAG=v2\n") }));
	expect(placement).toMatchObject({ kind: "edit", edit: { kind: "variable", file: "/srv/.env", variable: "TAG", value: "v1" } });
});

test("a tag that the environment sets, that no file sets, or that has no plain form goes into the override, and the plan says why", () => {
	for (const [more, why] of [
		[{ env: env("TAG=v2"), environment: { TAG: "v2" } }, /set in the environment/],
		[{}, /no \.env file sets/],
		[{ env: env("TAG=v2"), reference: `shop/api@sha256:${"a".repeat(64)}` }, /no plain tag/],
	] as const) {
		const placement = placeImage(facts(`shop/api:\${TAG}`, more));
		expect(placement).toMatchObject({ kind: "edit", edit: { kind: "override", file: "/srv/compose.override.yaml" } });
		if (placement.kind === "edit") expect(placement.warnings.join(" ")).toMatch(why);
	}
});

test("an override that no plain `up` reads is refused unless the settings ask for it, and then the person is told to name it", () => {
	const path = "/srv/backout.yaml";
	expect(placeImage(facts(`shop/api:\${TAG}`, { override: { path, isRead: false, isAsked: false } }))).toMatchObject({
		kind: "refused",
		rule: "image-not-editable",
	});
	const asked = placeImage(facts("shop/api:v2", { override: { path, isRead: false, isAsked: true } }));
	expect(asked).toMatchObject({ kind: "edit", edit: { kind: "override", file: path } });
	if (asked.kind === "edit") expect(asked.warnings.join(" ")).toContain("must name /srv/backout.yaml");
});

test("a service that is built without an image is refused with the fix, even when an override is asked for", () => {
	const files = [{ path: "/srv/compose.yaml", text: "services: { api: { build: . } }" }];
	const placement = placeImage(facts("", { files, override: { path: "/o", isRead: true, isAsked: true } }));
	expect(placement).toMatchObject({ kind: "refused", rule: "built-without-image" });
	if (placement.kind === "refused") expect(placement.fix).toContain("image:");
});

test("an image shared through an anchor is not edited, so the other service keeps its own", () => {
	const files = [{ path: "/srv/compose.yaml", text: "services:\n  api: { image: &i shop/api:v2 }\n  worker: { image: *i }\n" }];
	expect(placeImage(facts("", { files }))).toMatchObject({ kind: "edit", edit: { kind: "override" } });
});

test("the variable is found only where it is the whole tag", () => {
	expect(tagVariable(`shop/api:\${TAG}`)).toBe("TAG");
	expect(tagVariable("shop/api:$TAG")).toBe("TAG");
	expect(tagVariable(`\${REG:-reg.example.com:5000}/api:\${TAG:?missing}`)).toBe("TAG");
	expect(tagVariable(`reg.example.com:5000/api:\${TAG}`)).toBe("TAG");
	expect(tagVariable(`shop/api:v\${MAJOR}.\${MINOR}`)).toBeNull();
	expect(tagVariable(`shop/api:\${TAG}-slim`)).toBeNull();
	expect(tagVariable(`\${IMAGE}`)).toBeNull();
	expect(tagVariable(`shop/api@\${DIGEST}`)).toBeNull();
});
