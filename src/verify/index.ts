export { readInTime } from "./read.ts";
export { type BakeSchedule, bakeSchedule, judgeBake } from "./bake.ts";
export { type LadderInput, proposeLadder, type Rung } from "./ladder.ts";
export { type SettleInput, settle } from "./settle.ts";
export { baselinesOf, type VerifyInput, verify } from "./verify.ts";
