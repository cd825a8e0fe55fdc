export type { Answer } from "./answers.ts";
export { buildPlan, type PlanInput } from "./build.ts";
export type { Choice, ChoiceInput } from "./choice.ts";
export { chooseRelease } from "./choose.ts";
export { hashPlan, isPlanIntact } from "./hash.ts";
export { type ParsedPlan, type PlanFault, parsePlan } from "./parse.ts";
export { type Move, worldMoved } from "./world.ts";
