// npm run test:aws: the tests that speak to a moto server over HTTP. `--only-setup` installs and runs nothing; anything else goes to vitest.
import { join } from "node:path";
import { provideMoto } from "./aws/moto.mjs";
import { install, root, runPinned } from "./install.mjs";

const args = process.argv.slice(2);
install();
const moto = provideMoto();

if (!args.includes("--only-setup")) {
	const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/aws/vitest.config.ts"];
	const { status } = runPinned([...vitest, ...args], { env: { BACKOUT_TEST_MOTO: moto } });
	process.exitCode = status ?? 1;
}
