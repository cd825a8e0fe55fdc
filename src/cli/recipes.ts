import { FREEZE_KINDS } from "../core/freeze.ts";

/** What `--recipe` takes: things to do to a service that are no return to a release. */
export const RECIPES = FREEZE_KINDS;

export type Recipe = (typeof RECIPES)[number];
