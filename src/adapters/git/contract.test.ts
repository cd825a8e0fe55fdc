import { describeAdapter } from "../../testing/adapter-contract.ts";
import { fixture } from "./fixture.ts";

describeAdapter("git", fixture, new URL("./fixture.ts", import.meta.url).href);
