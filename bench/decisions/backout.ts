import type { ReleaseCase } from "../../src/assess/judge/release.ts";
import type { ReleaseJudgement } from "../../src/core/verdict.ts";
import type { Method } from "./method.ts";

/** The judge as a function: `judgeRelease`, or a stand-in in tests. */
export type Judge = (input: ReleaseCase) => ReleaseJudgement;

/** Backout's own way: the judge at each look, with what it said before; `bad` is the flag. */
export function backoutMethod(judge: Judge): Method {
	return {
		name: "backout",
		watch(looks) {
			let earlier: ReleaseJudgement | null = null;
			let number = 0;
			for (const look of looks) {
				earlier = judge({ ...look, earlier });
				if (earlier.verdict === "bad") return { flaggedAt: number, text: earlier.text };
				number++;
			}
			return { flaggedAt: null, text: earlier === null ? "there was nothing to look at" : `${earlier.verdict}: ${earlier.text}` };
		},
	};
}
