import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, type StricliProcess, text_en } from "@stricli/core";
import { describe, expect, test } from "vitest";
import { RULES } from "../src/assess/rules/in-order.ts";
import { createApplication } from "../src/cli/application.ts";
import { EXIT } from "../src/cli/exit-code.ts";
import { STATED_FACTS } from "../src/core/assessment.ts";
import { documents, read, root, sectionOf } from "./world/documents.ts";

describe("docs/commands.md", async () => {
	const page = read("docs/commands.md");
	const commands = await Promise.all((await routes()).map(async (route) => ({ route, help: await helpOf(...route.split(" ").slice(1)) })));
	const headings = [...page.matchAll(/^### `(backout [a-z ]*[a-z])/gm)].map(([, route = ""]) => route);

	test("has a section for every command, and for no other", () => {
		expect(headings.toSorted()).toEqual(commands.map(({ route }) => route).toSorted());
	});
	test.each(commands)("names every flag of $route, and no other", ({ route, help }) => {
		const heading = [...page.matchAll(/^### `(?:.*)`$/gm)].map(([line]) => line).find((line) => isHeadingOf(line, route));
		const section = sectionOf(page, heading ?? "");
		const own = flagsIn(help.replace(/\[default[^\]]*\]/g, "")).filter((flag) => !EVERYWHERE.includes(flag));
		expect(own.filter((flag) => !section.includes(flag))).toEqual([]);
		const prose = section.replace(/^ {4}.*$/gm, "");
		expect(flagsIn(prose).filter((flag) => !own.includes(flag) && !EVERYWHERE.includes(flag))).toEqual([]);
	});
	test("names every exit code", () => {
		const rows = [...sectionOf(page, "## Exit codes").matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
		expect(rows).toEqual(Object.values(EXIT).toSorted((one, other) => one - other));
	});
});

describe("docs/config.md", () => {
	const page = read("docs/config.md");
	test("names every key of the JSON Schema", () => {
		const keys = keysOf(JSON.parse(read("schema/backout.schema.json")));
		expect(keys.length).toBeGreaterThan(100);
		expect(keys.filter((key) => !new RegExp(`\`[^\`]*(?<![\\w-])${key}(?![\\w-])[^\`]*\``).test(page))).toEqual([]);
	});
});

describe("docs/assessment.md", () => {
	const page = read("docs/assessment.md");
	test("lists every rule in the order it is asked, under its group", () => {
		const shown = ["Veto", "Act", "Wait"].flatMap((group) =>
			[...sectionOf(page, `### ${group}`).matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => [group.toLowerCase(), name]),
		);
		expect(shown).toEqual(RULES.map((rule) => [rule.group, rule.name]));
	});
	test("lists every fact", () => {
		const shown = [...sectionOf(page, "## Facts").matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name ?? "");
		expect(shown.toSorted()).toEqual(STATED_FACTS.toSorted());
	});
	test("README and changelog count the rules right", () => {
		expect(read("README.md")).toContain(`[${RULES.length} named rules]`);
		expect(read("CHANGELOG.md")).toContain(`${RULES.length} named rules`);
	});
});

describe("every link in the documents leads somewhere", () => {
	test.each(documents())("$file", ({ file, text }) => {
		const links = [...withoutCode(text).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
		expect(links.filter((link) => !leads(file, link))).toEqual([]);
	});
});

/** Explained once, at the top of the page. */
const EVERYWHERE = ["--json", "--config", "--verbose", "--help", "--environment", "--offline"];

/** Every command, as it is typed. */
async function routes(): Promise<readonly string[]> {
	const usage = [...(await helpOf()).matchAll(/^ {2}(backout [a-z]+)(?: ([a-z|]+) \.\.\.)?/gm)];
	return usage.flatMap(([, command = "", parts]) => parts?.split("|").map((part) => `${command} ${part}`) ?? [command]);
}

async function helpOf(...words: readonly string[]): Promise<string> {
	const help: string[] = [];
	const stream = { write: (text: string) => void help.push(text) };
	const process: StricliProcess = { stdout: stream, stderr: stream, env: { NO_COLOR: "1" } };
	const forCommand = () => Promise.reject(new Error("--help runs no command"));
	await run(createApplication(text_en), [...words, "--help"], { process, forCommand });
	return help.join("");
}

function isHeadingOf(line: string, route: string): boolean {
	return line === `### \`${route}\`` || line.startsWith(`### \`${route} <`);
}

function flagsIn(text: string): readonly string[] {
	return [...new Set([...text.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag))];
}

/** The keys that a config may have, at any depth of its schema. */
function keysOf(schema: unknown): readonly string[] {
	if (Array.isArray(schema)) return [...new Set(schema.flatMap(keysOf))];
	if (typeof schema !== "object" || schema === null) return [];
	const own = "properties" in schema && typeof schema.properties === "object" ? Object.keys(schema.properties ?? {}) : [];
	return [...new Set([...own, ...Object.values(schema).flatMap(keysOf)])];
}

function withoutCode(text: string): string {
	return text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "`");
}

function leads(from: string, link: string): boolean {
	const [path = "", anchor] = link.split("#");
	const file = path === "" ? from : join(dirname(from), path);
	if (!existsSync(join(root, file))) return false;
	return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

/** Headings as the usual hosts turn them into anchors. */
function anchorsOf(text: string): readonly string[] {
	const headings = [...withoutFences(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
	return headings.map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-"),
	);
}

function withoutFences(text: string): string {
	return text.replace(/^```[\s\S]*?^```/gm, "");
}
