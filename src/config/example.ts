import { stringify } from "yaml";
import { z } from "zod";
import type { ConfigPath } from "./path.ts";

/** The schema of what may stand at the path, or null when nothing may; where there are several forms, that of the first which knows the path. */
export function schemaAt(schema: z.core.$ZodType, path: ConfigPath): z.core.$ZodType | null {
	const [part, ...rest] = path;
	if (part === undefined) return schema;
	for (const child of childrenOf(schema, part)) {
		const found = schemaAt(child, rest);
		if (found !== null) return found;
	}
	return null;
}

function childrenOf(schema: z.core.$ZodType, part: string | number): readonly z.core.$ZodType[] {
	const inner = innerOf(schema);
	if (inner !== null) return childrenOf(inner, part);
	if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => childrenOf(option, part));
	if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([key, child]) => (key === part ? [child] : []));
	if (schema instanceof z.ZodRecord) return [schema.valueType];
	return schema instanceof z.ZodArray && typeof part === "number" ? [schema.element] : [];
}

/** What is under "may be left out", "may be null", a default and a change of form. */
function innerOf(schema: z.core.$ZodType): z.core.$ZodType | null {
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return schema.unwrap();
	return schema instanceof z.ZodPipe ? schema.in : null;
}

/** Something that may stand there: the schema's own first example (`.meta({ examples })`), or else one made of its parts; undefined when it brings none. */
export function exampleOf(schema: z.core.$ZodType): unknown {
	const own = schema instanceof z.ZodType ? schema.meta()?.["examples"] : undefined;
	if (Array.isArray(own) && own.length > 0) return own[0];
	const inner = innerOf(schema);
	return inner === null ? exampleOfParts(schema) : exampleOf(inner);
}

function exampleOfParts(schema: z.core.$ZodType): unknown {
	if (schema instanceof z.ZodUnion) return schema.options.map(exampleOf).find((example) => example !== undefined);
	if (schema instanceof z.ZodEnum) return schema.options[0];
	if (schema instanceof z.ZodLiteral) return [...schema.values][0];
	if (schema instanceof z.ZodBoolean) return true;
	if (schema instanceof z.ZodArray) return listOf(exampleOf(schema.element));
	return schema instanceof z.ZodObject ? exampleOfObject(schema) : undefined;
}

function listOf(item: unknown): unknown {
	return item === undefined ? undefined : [item];
}

/** All that must be there, and nothing else. */
function exampleOfObject(schema: z.ZodObject): unknown {
	const needed = Object.entries(schema.shape).filter(([, child]) => !mayBeAbsent(child));
	const parts = needed.map(([key, child]) => [key, exampleOf(child)] as const);
	return parts.length === 0 || parts.some(([, example]) => example === undefined) ? undefined : Object.fromEntries(parts);
}

/** Whether the key may be left out. */
export function mayBeAbsent(schema: z.core.$ZodType): boolean {
	return z.safeParse(schema, undefined).success;
}

/** The example as a line of the file, by the key that the path ends in: `bake: 30m`, or `- oncall` for an item of a list. */
export function exampleLine(path: ConfigPath, example: unknown): string {
	const value = stringify(example, { collectionStyle: "flow", lineWidth: 0, schema: "core" }).trim();
	const last = path.at(-1);
	if (last === undefined) return value;
	return typeof last === "number" ? `- ${value}` : `${stringify(last, { lineWidth: 0 }).trim()}: ${value}`;
}
