import { BackoutError } from "../core/error.ts";
import { EXIT } from "./exit-code.ts";
import type { Session } from "./session.ts";

type Reply = "yes" | "no" | "interrupted";

/** Asks the person whether to carry the plan out that was just shown; `loss`: what its users lose meanwhile, or null. Silence is not a yes: throws BackoutError `run.nobody-to-ask` where nobody can answer. Sets the exit code of a no. */
export async function agrees(session: Session, loss: string | null): Promise<boolean> {
	if (session.isJson || session.context.process.stdin.isTTY !== true)
		throw new BackoutError({
			code: "run.nobody-to-ask",
			message: session.isJson
				? "with --json nobody is asked, and nothing was changed"
				: "nobody can be asked here, and nothing was changed",
			fix: "look at the plan, then run again with --yes; it never approves a lossy or irreversible step",
		});
	const warning = loss === null ? "" : `${session.paint.bad(loss)} `;
	const reply = await ask(session, `${warning}${session.paint.strong("Carry this out?")} [y/N] `);
	if (reply === "yes") return true;
	session.aside("Nothing was changed.");
	session.exit(reply === "interrupted" ? EXIT.interrupted : EXIT.failed);
	return false;
}

/** Ctrl-C interrupts; a closed input (Ctrl-D, a terminal that is gone) is a no. */
async function ask(session: Session, question: string): Promise<Reply> {
	const { createInterface } = await import("node:readline");
	const { stdin, stderr } = session.context.process;
	const asker = createInterface({ input: stdin, output: stderr });
	try {
		return await new Promise<Reply>((settle) => {
			asker.once("SIGINT", () => {
				stderr.write("\n");
				settle("interrupted");
			});
			asker.once("close", () => settle("no"));
			asker.question(question, (answer) => settle(/^y(es)?$/i.test(answer.trim()) ? "yes" : "no"));
		});
	} finally {
		asker.close();
	}
}
