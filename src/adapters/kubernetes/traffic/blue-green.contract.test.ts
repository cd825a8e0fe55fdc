import { describeAdapter } from "../../../testing/adapter-contract.ts";
import { fixture } from "./blue-green.fixture.ts";

// Against a stub of the API; `npm run test:kubernetes` shows the same on a real control plane.
describeAdapter("kubernetes blue-green (stub)", fixture, new URL("./blue-green.fixture.ts", import.meta.url).href);
