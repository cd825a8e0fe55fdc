export { type AssessInput, assess } from "./assess.ts";
export { CONFIDENCE, type Judge, type Judgement, type Verdict } from "./judge/judge.ts";
export { thresholdJudge } from "./judge/threshold.ts";
export { RULES } from "./rules/in-order.ts";
export { type Strategy, strategiesFor } from "./strategy.ts";
