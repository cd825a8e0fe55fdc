import { describeAdapter } from "../../testing/adapter-contract.ts";
import { fixture } from "./fixture.ts";

describeAdapter("pm2 with a symlink", fixture, new URL("./fixture.ts", import.meta.url).href);
