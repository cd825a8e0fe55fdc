export { guardDeploy } from "./guard.ts";
export type { GuardAudience, GuardParts, GuardRequest } from "./parts.ts";
export { resumeGuard } from "./resume.ts";
