export { approvalLevel, levelOf, needsApproval } from "./approval-level.ts";
export { approvers } from "./approvers.ts";
export { mayApprove } from "./may-approve.ts";
export { mayOverride } from "./may-override.ts";
export { mayStart } from "./may-start.ts";
export type { PolicyVerdict } from "./verdict.ts";
