import type { Proposal } from "../core/adapter.ts";
import { BackoutError, errorText } from "../core/error.ts";
import type { CurrentState } from "../core/lineage.ts";
import type { Release } from "../core/release.ts";
import type { Answer, Choice } from "../plan/index.ts";
import type { ConnectedPlace } from "./parts.ts";

/** A target that can take single commits back and leave what came after them. */
interface Reverting {
	readonly name: string;
	propose(commits: readonly string[]): Promise<Proposal>;
}

/** The targets in scope when every one of them can take single commits back; null when one cannot, and a return to before the commit is the way. */
export function revertingTargets(connected: ConnectedPlace, only: readonly string[] | null): readonly Reverting[] | null {
	const inScope = connected.config.targets.filter(({ name }) => only === null || only.includes(name));
	const reverting = inScope.flatMap(({ name }): readonly Reverting[] => {
		const target = connected.targets.get(name);
		const proposeRevert = target?.kind === "versioned" ? target.proposeRevert?.bind(target) : undefined;
		return proposeRevert ? [{ name, propose: proposeRevert }] : [];
	});
	return inScope.length > 0 && reverting.length === inScope.length ? reverting : null;
}

/** What the targets would do to take the commits back, and the release that would come of it: what runs now, without them. */
export async function takeBack(
	reverting: readonly Reverting[],
	current: CurrentState,
	commits: string,
): Promise<{ readonly choice: Choice; readonly answers: Readonly<Record<string, Answer>> }> {
	if (current.state !== "one") {
		const refused = {
			rule: "current-unknown",
			reason: "The targets do not run one and the same release, so there is nothing to take a commit out of.",
			fix: "Return to a whole release with `--to`.",
		};
		return { choice: { outcome: "refused", refused }, answers: {} };
	}
	const answers = await Promise.all(reverting.map(async (target) => [target.name, await answerOf(target, commits)] as const));
	return {
		choice: { outcome: "chosen", to: without(current.release, commits), warnings: [] },
		answers: Object.fromEntries(answers),
	};
}

async function answerOf(target: Reverting, commits: string): Promise<Answer> {
	try {
		return { kind: "proposal", proposal: await target.propose([commits]) };
	} catch (thrown) {
		const fix = thrown instanceof BackoutError ? thrown.fix : "Run `backout check --live` to see what does not answer, and plan again.";
		return { kind: "error", message: errorText(thrown), fix };
	}
}

function without(release: Release, commits: string): Release {
	const name = `${release.label} without ${commits.replace(/[0-9a-f]{12,}/gi, (id) => id.slice(0, 8))}`;
	return { ...release, id: name, label: name, standing: "unknown", standingReason: null, isRecorded: false };
}
