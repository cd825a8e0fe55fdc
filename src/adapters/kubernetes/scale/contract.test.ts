import { describeFreeze } from "../../../testing/freeze-contract.ts";
import { fixture } from "./fixture.ts";

// Against a stub of the API; `npm run test:kubernetes` shows the same on a real control plane.
describeFreeze("kubernetes deployment (stub)", fixture, new URL("./fixture.ts", import.meta.url).href);
