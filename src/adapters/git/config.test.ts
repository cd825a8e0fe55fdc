import { describe, expect, test } from "vitest";
import { type GitConfig, gitEndpoints, gitSchema } from "./config.ts";

const placeholder = (name: string) => `\${${name}}`;

function faultsOf(settings: unknown): readonly string[] {
	const parsed = gitSchema.safeParse(settings);
	return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

describe("the settings of a git target", () => {
	test("are complete when empty, and parsed again they stay the same", () => {
		const config = gitSchema.parse({});
		expect(config).toMatchObject({ repository: ".", remote: "origin", branch: "main", strategy: "revert", development: null });
		expect(gitSchema.parse(config)).toEqual(config);
	});

	test("say which one is wrong and why", () => {
		expect(faultsOf({ branch: "a..b" })).toEqual([expect.stringContaining("branch: is not a branch name")]);
		expect(faultsOf({ remote: "--upload-pack=x" })).toEqual(["remote: is not the name of a remote, such as origin"]);
		expect(faultsOf({ repository: null })).toEqual(["remote: is not the address of the remote, as repository is null"]);
		expect(faultsOf({ commitTrailer: "no trailer" })).toEqual([expect.stringContaining("commitTrailer")]);
		expect(faultsOf({ author: "Backout" })).toEqual([expect.stringContaining("author")]);
		expect(faultsOf({ brnch: "main" })).toEqual([expect.stringContaining("brnch")]);
	});

	test("may hold placeholders until they are resolved", () => {
		expect(faultsOf({ branch: placeholder("BRANCH") })).toEqual([]);
		expect(faultsOf({ repository: null, remote: `https://x:${placeholder("TOKEN")}@host/shop.git` })).toEqual([]);
	});

	test("each have a description for editors", () => {
		for (const part of Object.values(gitSchema.shape)) expect(part.description?.length).toBeGreaterThan(10);
	});
});

describe("the endpoints", () => {
	const endpointOf = (settings: Partial<GitConfig>) => gitEndpoints(gitSchema.parse(settings), "/srv/config");

	test("name the branch of the clone's remote, from the config's directory", () => {
		expect(endpointOf({ repository: "../shop" })).toEqual(["git:/srv/shop:origin#main"]);
	});

	test("hold no credential, and are the same with and without one", () => {
		const [bare] = endpointOf({ repository: null, remote: "https://host/shop" });
		expect(endpointOf({ repository: null, remote: "https://me:canary@host/shop.git" })).toEqual([bare]);
	});
});
