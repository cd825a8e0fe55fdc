import { defineConfig } from "vitest/config";

/** `npm run test:kubernetes`: the tests that need a real control plane; `npm test` leaves them out. */
export default defineConfig({
	test: {
		include: ["test/kubernetes/**/*.real.test.ts"],
		globalSetup: ["test/kubernetes/global-setup.ts"],
		testTimeout: 180_000,
		hookTimeout: 180_000,
		pool: "forks",
		maxWorkers: 2,
		env: { NO_COLOR: "1" },
	},
});
