import { BackoutError, errorText } from "../core/error.ts";
import type { Plan } from "../core/plan.ts";
import { parsePlan } from "../plan/index.ts";

/** The plan in the text of a plan file. Throws BackoutError `plan.not-json` and `plan.faulty`. */
export function readPlan(text: string, file: string): Plan {
	const parsed = parsePlan(parseJson(text, file));
	if (parsed.ok) return parsed.plan;
	const [first] = parsed.faults;
	throw new BackoutError({
		code: "plan.faulty",
		message: `${file}: ${parsed.faults.map((fault) => fault.message).join(" ")}`,
		fix: first?.fix ?? "make a new plan",
	});
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new BackoutError({
			code: "plan.not-json",
			message: `${file} is no JSON: ${errorText(cause)}`,
			fix: "make a plan with: backout plan <service> -o FILE",
			cause,
		});
	}
}
