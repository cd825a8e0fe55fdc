// npm test: sets everything up, runs every check and every test, and ends with one line: N passed, N failed, N skipped.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, root, runPinned } from "./install.mjs";
import { provideServices } from "./services.mjs";

install();
provideServices();
build();

const checks = [
	["format and lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]],
	["types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
	["dead code", ["node_modules/knip/bin/knip.js", "--no-progress"]],
];
const failures = checks.filter(([name, [tool, ...args]]) => {
	const { status } = runPinned([join(root, tool), ...args]);
	process.stdout.write(`${status === 0 ? "ok  " : "FAIL"} ${name}\n`);
	return status !== 0;
});

const scratch = mkdtempSync(join(tmpdir(), "backout-test-"));
const results = join(scratch, "results.json");
const { status } = runPinned([
	join(root, "node_modules/vitest/vitest.mjs"),
	"run",
	"--reporter=default",
	"--reporter=json",
	`--outputFile.json=${results}`,
	...process.argv.slice(2),
]);
const tests = counted(results);
rmSync(scratch, { recursive: true, force: true });

const skipsFail = process.env.BACKOUT_REQUIRE_SERVICES === "1";
if (skipsFail && tests.skipped > 0)
	process.stdout.write(`${tests.skipped} tests were skipped, and BACKOUT_REQUIRE_SERVICES=1 allows none\n`);
const failed = failures.length + tests.failed;
process.stdout.write(`${checks.length - failures.length + tests.passed} passed, ${failed} failed, ${tests.skipped} skipped\n`);
process.exitCode = failed > 0 || status !== 0 || (skipsFail && tests.skipped > 0) ? 1 : 0;

function counted(file) {
	try {
		const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } = JSON.parse(
			readFileSync(file, "utf8"),
		);
		// A file that could not even be loaded has no tests to fail: it counts as one failure.
		const unloaded = testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0).length;
		return {
			passed: numPassedTests,
			failed: numFailedTests + (numFailedTests === 0 && numFailedTestSuites > 0 ? Math.max(unloaded, 1) : unloaded),
			skipped: numPendingTests + numTodoTests,
		};
	} catch {
		return { passed: 0, failed: 1, skipped: 0 };
	}
}
