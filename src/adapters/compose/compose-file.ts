import { type Document, isAlias, isMap, isScalar, LineCounter, parseDocument, type Scalar, visit } from "yaml";
import { BackoutError } from "../../core/error.ts";

/** Where a service's image stands in one Compose file. */
export type ImagePlace =
	/** A plain value that can be exchanged without touching another character. */
	| { readonly kind: "literal"; readonly value: string }
	/** A value with `$` in it: the environment decides. */
	| { readonly kind: "interpolated"; readonly value: string }
	/** Shared with another service through an anchor, or merged in: editing it would change more than this service. */
	| { readonly kind: "shared" }
	/** The file speaks of the service, or does not, but names no image. */
	| { readonly kind: "absent"; readonly hasBuild: boolean };

/** Where the service's image stands in the file's text; throws `compose.file-invalid` when it is no YAML. */
export function imagePlace(text: string, service: string, file: string): ImagePlace {
	const document = parsed(text, file);
	const entry = document.getIn(["services", service], true);
	if (isAlias(entry)) return { kind: "shared" };
	if (!isMap(entry)) return { kind: "absent", hasBuild: false };
	const node = entry.get("image", true);
	if (node === undefined) return isMerged(entry.toJSON()) ? { kind: "shared" } : { kind: "absent", hasBuild: entry.has("build") };
	if (!isScalar(node) || typeof node.value !== "string" || isReferred(document, node)) return { kind: "shared" };
	return { kind: node.value.includes("$") ? "interpolated" : "literal", value: node.value };
}

/** The text with the service's literal image exchanged, every other character kept; throws `compose.not-literal` when it is none. */
export function withImage(text: string, service: string, reference: string, file: string): string {
	const node = parsed(text, file).getIn(["services", service, "image"], true);
	if (!isScalar(node) || typeof node.value !== "string" || !node.range) {
		throw new BackoutError({
			code: "compose.not-literal",
			message: `${file}: services.${service}.image is no plain value`,
			fix: "write the image's name there, or set `override: true` for the target",
		});
	}
	const [start, end] = node.range;
	const quote = node.type === "QUOTE_DOUBLE" ? '"' : node.type === "QUOTE_SINGLE" ? "'" : "";
	return `${text.slice(0, start)}${quote}${reference}${quote}${text.slice(end)}`;
}

/** An override file's text that names the service's image; `text` is what it holds now, "" for none. Comments are kept. */
export function withOverride(text: string, service: string, reference: string, version: string | null, file: string): string {
	if (text.trim() !== "" && imagePlace(text, service, file).kind === "literal") return withImage(text, service, reference, file);
	const document = text.trim() === "" ? parsed(HEADER, file) : parsed(text, file);
	// Compose 1.x refuses files whose `version` differs ("Version mismatch").
	if (version !== null && !document.has("version")) document.set("version", version);
	document.setIn(["services", service, "image"], reference);
	return document.toString({ lineWidth: 0 });
}

const HEADER = "# Written by backout: the image that a rollback chose. Remove the entry when the next release is deployed.\nservices: {}\n";

/** The file's `name` (Compose v2: the project's name) and `version`, null when left out or not plain. */
export function fileHead(text: string, file: string): { readonly name: string | null; readonly version: string | null } {
	const document = parsed(text, file);
	const plain = (key: string) => {
		const value: unknown = document.get(key);
		return typeof value === "string" || typeof value === "number" ? String(value) : null;
	};
	const name = plain("name");
	return { name: name?.includes("$") ? null : name, version: plain("version") };
}

/** The names of the services the file speaks of. */
export function serviceNames(text: string, file: string): readonly string[] {
	const services = parsed(text, file).get("services", true);
	return isMap(services) ? services.items.map((item) => String(isScalar(item.key) ? item.key.value : item.key)) : [];
}

function parsed(text: string, file: string): Document {
	const counter = new LineCounter();
	const document = parseDocument(text, { lineCounter: counter, merge: false });
	const [error] = document.errors;
	if (!error) return document;
	const { line } = counter.linePos(error.pos[0]);
	throw new BackoutError({
		code: "compose.file-invalid",
		message: `${file}, line ${line}: ${error.message.split("\n")[0] ?? "not valid YAML"}`,
		fix: "correct the file until `docker compose config` (or `docker-compose config`) is content",
		cause: error,
	});
}

/** `<<:` or `extends:` may bring an image that stands elsewhere. */
function isMerged(entry: unknown): boolean {
	return typeof entry === "object" && entry !== null && ("<<" in entry || "extends" in entry);
}

function isReferred(document: Document, node: Scalar): boolean {
	if (node.anchor === undefined) return false;
	let isFound = false;
	visit(document, {
		Alias(_key, alias) {
			if (alias.source === node.anchor) isFound = true;
		},
	});
	return isFound;
}
