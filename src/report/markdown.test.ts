import { expect, test } from "vitest";
import { bullets, code, codeBlock, section, table, text } from "./markdown.ts";

test("ordinary text, numbers and names stay readable", () => {
	expect(text("8.1 % of 412 requests failed (before: 0.2 %), shop_api → v1.2.0, ana@laptop")).toBe(
		"8.1 % of 412 requests failed (before: 0.2 %), shop_api → v1.2.0, ana@laptop",
	);
});

test("mark-up, HTML and entities show as the characters they are", () => {
	expect(text("**b** _i_ `c` [l](u) ~~s~~ $m$")).toBe("\\*\\*b\\*\\* \\_i\\_ \\`c\\` \\[l\\](u) \\~\\~s\\~\\~ \\$m\\$");
	expect(text('<img src=x onerror="alert(1)"> &lt; &#60;')).toBe('&lt;img src=x onerror="alert(1)"&gt; &amp;lt; &amp;#60;');
});

test("text never begins a heading, a list or a rule, and never a new line", () => {
	expect(["# a", "- a", "+ a", "---", "===", "1. a", "2) a", "0.2 %"].map(text)).toEqual([
		"\\# a",
		"\\- a",
		"\\+ a",
		"\\---",
		"\\===",
		"1\\. a",
		"2\\) a",
		"0.2 %",
	]);
	expect(text("a\r\n\n| b |\n")).toBe("a | b |");
});

test("control characters and marks that reverse or hide text are taken out", () => {
	expect(text("ok\u001b[31m \u202egnp.exe\u200b\u0000")).toBe("ok\\[31m gnp.exe");
});

test("inline code holds backticks, and where renderers differ it is plain text", () => {
	expect(code("a`b")).toBe("``a`b``");
	expect(code("`a`")).toBe("`` `a` ``");
	expect(code("a|b")).toBe("a|b");
	expect(code("a\nb")).toBe("`a b`");
	expect(code("")).toBe("");
});

test("a code block has a longer fence than anything in it", () => {
	expect(codeBlock("echo\n```\nrm", "sh", "   ")).toBe("   ````sh\n   echo\n   ```\n   rm\n   ````");
});

test("a pipe stays in its cell", () => {
	expect(table(["a", "b"], [["1|2", text("\\|")]])).toBe("| a | b |\n| --- | --- |\n| 1\\|2 | \\\\\\| |");
});

test("there are no empty sections and no empty lists", () => {
	expect(section("## x", null, "", bullets([]))).toBeNull();
	expect(section("## x", "y")).toBe("## x\n\ny");
});
