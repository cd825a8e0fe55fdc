// npm run bench:aws: rollbacks on AWS against the runbooks' own commands typed with the AWS CLI, on one moto server. Options go to bench/aws/index.ts.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { provideMoto } from "./aws/moto.mjs";
import { fail, install, root, runPinned } from "./install.mjs";

install();
const moto = provideMoto();
if (spawnSync("aws", ["--version"], { stdio: "ignore" }).status !== 0)
	fail("the AWS CLI is not here", "install it: pip install awscli, or Debian's awscli");
const { status } = runPinned([join(root, "bench/aws/index.ts"), ...process.argv.slice(2)], { env: { BACKOUT_TEST_MOTO: moto } });
process.exitCode = status ?? 1;
