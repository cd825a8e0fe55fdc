// npm run demo: installs and builds what is missing, then shows the main job on real processes.
import { build, install, runPinned } from "./install.mjs";

install();
build();
const { status } = runPinned(["demo/index.ts", ...process.argv.slice(2)]);
process.exitCode = status ?? 1;
