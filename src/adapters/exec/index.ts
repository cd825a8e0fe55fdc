import { createHash } from "node:crypto";
import type { Adapter } from "../../core/adapter.ts";
import { handCommand } from "../../core/command.ts";
import { surroundingsOf } from "./client.ts";
import { type ExecConfig, execSchema, formOf } from "./config.ts";

export type { ExecConfig } from "./config.ts";

/** Reaches any platform through the user's own commands: argument arrays for current, history, apply and observe, or for actions. */
export const execAdapter: Adapter<ExecConfig> = {
	kind: "exec",
	schema: execSchema,
	endpoints(config, directory) {
		const form = formOf(config);
		const commands = form.kind === "versioned" ? [form.current] : Object.values(form.actions);
		// A command that is told the environment reaches another object in each.
		const shared = commands.filter((argv) => !argv.some((element) => element.includes("{environment}")));
		return shared.map((argv) => `exec:${surroundingsOf(config, directory).cwd}: ${handCommand(argv)}${envMark(config.env ?? {})}`);
	},
	async connect(config, context) {
		const form = formOf(config);
		const parts = { surroundings: surroundingsOf(config, context.directory), repeat: config.repeat ?? "never", context } as const;
		if (form.kind === "action") {
			const { ExecActionTarget } = await import("./action.ts");
			return new ExecActionTarget({ ...parts, form });
		}
		const { ExecVersionedTarget } = await import("./versioned.ts");
		return new ExecVersionedTarget({ ...parts, form });
	},
};

/** Tells two sets of variables apart without showing a value. */
function envMark(env: Readonly<Record<string, string>>): string {
	const entries = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
	if (entries.length === 0) return "";
	const digest = createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, 8);
	return ` (with ${entries.map(([name]) => name).join(", ")}: ${digest})`;
}
