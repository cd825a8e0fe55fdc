import { describeAdapter } from "../../testing/adapter-contract.ts";
import { fixture } from "./fixture-directories.ts";

describeAdapter("pm2 with directories only", fixture, new URL("./fixture-directories.ts", import.meta.url).href);
