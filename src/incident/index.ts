export { reviewCase } from "./review.ts";
export { runTitle } from "./run-title.ts";
export { incidentTitle } from "./title.ts";
