export { bakeSchedule, judgeBake } from "./bake.ts";
export { settleGate } from "./gate.ts";
export { proposeLadder, type Rung, textWithout } from "./ladder.ts";
export { type ReadLimits, readInTime, seriesInTime } from "./read.ts";
export { settle } from "./settle.ts";
export { baselinesOf, type VerifyInput, verify } from "./verify.ts";
