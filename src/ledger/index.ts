export { currentRelease } from "./current.ts";
export { findRelease, knownGood } from "./find.ts";
export { type Histories, joinReleases, withCurrents } from "./join.ts";
