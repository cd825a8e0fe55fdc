export { approvalLevel, levelOf, needsApproval } from "./approval-level.ts";
export { type ApprovalRequest, mayApprove } from "./may-approve.ts";
export { type AutomaticLimits, mayStart, type StartRequest } from "./may-start.ts";
export type { PolicyVerdict } from "./verdict.ts";
