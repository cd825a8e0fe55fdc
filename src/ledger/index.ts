export { currentRelease } from "./current.ts";
export { findRelease } from "./find.ts";
export { joinReleases, withCurrents } from "./join.ts";
