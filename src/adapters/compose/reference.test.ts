import { expect, test } from "vitest";
import { familiarRepository, parseReference } from "./reference.ts";

const digest = `sha256:${"0".repeat(64)}`;

test("references are taken apart as Docker does", () => {
	expect(parseReference("shop/api")).toEqual({ repository: "shop/api", tag: null, digest: null });
	expect(parseReference("reg.example.com:5000/shop/api:v2")).toEqual({
		repository: "reg.example.com:5000/shop/api",
		tag: "v2",
		digest: null,
	});
	expect(parseReference(`shop/api:v2@${digest}`)).toEqual({ repository: "shop/api", tag: "v2", digest });
	expect(parseReference("localhost:v2")).toEqual({ repository: "localhost", tag: "v2", digest: null });
});

test("IDs and hostile texts are no references", () => {
	for (const text of [
		digest,
		"0".repeat(64),
		"",
		"--upload-pack=x",
		"-v",
		"shop/api:--help",
		"shop/api:v1 --rm",
		"a//b",
		"shop/api:v1\n",
		"$(id)",
	]) {
		expect(parseReference(text)).toBeNull();
	}
});

test("the names of Docker Hub are shortened as `docker image ls` shows them", () => {
	expect(["docker.io/library/nginx", "index.docker.io/shop/api", "reg.example.com/shop/api"].map(familiarRepository)).toEqual([
		"nginx",
		"shop/api",
		"reg.example.com/shop/api",
	]);
});
