import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asksForWindow, boundSql, isOneQuery, parseSql } from "./sql-text.ts";

function marked(sql: string): string {
	const { text } = boundSql(sql, (number) => `$${number}`);
	return text.slice("select * from (\n".length, -"\n) as answer limit 2".length);
}

describe("placeholders", () => {
	test("become parameters, one for each place", () => {
		expect(marked("select count(*) from r where at >= :from and at < :to")).toBe("select count(*) from r where at >= $1 and at < $2");
		expect(parseSql("select :to, :from, :to").moments).toEqual(["to", "from", "to"]);
	});

	test.each([
		"select ':from'",
		"select 'it''s :from'",
		"select E'it\\'s :from'",
		'select ":from"',
		"select `:from`",
		"select $$ :from $$",
		"select $a$ $$ :from $a$",
		"select x::from_type, x::to",
		"select :fromage, :total",
	])("are not looked for in %s", (sql) => {
		expect(parseSql(sql)).toMatchObject({ moments: [], statements: 1 });
		expect(marked(sql)).toBe(sql);
	});

	test("in comments are left out with the comment", () => {
		expect(parseSql("select 1 -- :from\n, 2 /* :to */")).toMatchObject({
			moments: [],
			pieces: ["select 1  \n, 2  "],
		});
		expect(asksForWindow("select 1 -- :from :to")).toBe(false);
	});
});

describe("one query", () => {
	test.each(["select 1", " SELECT 1 ; ", "-- why\nselect 1; -- end", "with a as (select 1) select * from a", "values (1)", "(select 1)"])(
		"is %s",
		(sql) => {
			expect(isOneQuery(sql)).toBe(true);
		},
	);

	test.each([
		"",
		";",
		"-- nothing",
		"select 1; select 2",
		"select 1; drop table r",
		"drop table r",
		"commit",
		"delete from r",
		"do $$ x $$",
	])("is not %s", (sql) => {
		expect(isOneQuery(sql)).toBe(false);
	});

	test("may hold a semicolon in a text", () => {
		expect(isOneQuery("select ';' , \";\", $$;$$")).toBe(true);
	});
});

test("putting a query together again changes nothing but comments, placeholders and semicolons", () => {
	const part = fc.constantFrom("select 1", " where at >= :from", " < :to", " 'a;b:to' ", ' "x" ', " :: ", "\n");
	fc.assert(
		fc.property(fc.array(part), (parts) => {
			const sql = parts.join("");
			const { pieces, moments } = parseSql(sql);
			expect(pieces.map((piece, index) => `${piece}${moments[index] === undefined ? "" : `:${moments[index]}`}`).join("")).toBe(sql);
		}),
	);
});
