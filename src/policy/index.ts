export { approvalLevel, levelOf, needsApproval } from "./approval-level.ts";
export { mayApprove } from "./may-approve.ts";
export { mayStart } from "./may-start.ts";
export type { PolicyVerdict } from "./verdict.ts";
