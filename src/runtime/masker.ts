import type { SecretMasker } from "../core/runtime.ts";
import { secretForms } from "./secret-forms.ts";

const MASK = "***";

/** A masker that knows no secret yet. Overlapping secrets are taken out together, so that the tail of one never stays behind. */
export function createMasker(): SecretMasker {
	const forms = new Set<string>();
	return {
		add(secret) {
			for (const form of secretForms(secret)) forms.add(form);
		},
		mask: (text) => replaceSpans(text, spansOf(text, forms)),
	};
}

type Span = readonly [from: number, to: number];

function spansOf(text: string, forms: ReadonlySet<string>): readonly Span[] {
	const spans: Span[] = [];
	for (const form of forms) {
		for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
	}
	return spans.sort((left, right) => left[0] - right[0]);
}

function replaceSpans(text: string, spans: readonly Span[]): string {
	let masked = "";
	let end = 0;
	let isFirst = true;
	for (const [from, to] of spans) {
		if (isFirst || from > end) masked += text.slice(end, from) + MASK;
		isFirst = false;
		end = Math.max(end, to);
	}
	return masked + text.slice(end);
}
