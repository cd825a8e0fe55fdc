export { reviewCase } from "./review.ts";
export { incidentTitle } from "./title.ts";
