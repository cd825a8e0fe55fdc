export type { Answer } from "./answers.ts";
export { buildPlan } from "./build.ts";
export type { Choice } from "./choice.ts";
export { chooseRelease } from "./choose.ts";
export { parsePlan } from "./parse.ts";
