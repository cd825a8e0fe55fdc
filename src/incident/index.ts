export { checklist } from "./checklist.ts";
export { impactOf } from "./impact.ts";
export { reviewCase } from "./review.ts";
export { timeline } from "./timeline.ts";
export { incidentTitle } from "./title.ts";
