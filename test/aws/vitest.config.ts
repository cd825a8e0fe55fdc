import { defineConfig } from "vitest/config";

/** `npm run test:aws`: the tests that need a moto server; `npm test` leaves them out. */
export default defineConfig({
	test: {
		include: ["test/aws/**/*.real.test.ts"],
		globalSetup: ["test/aws/global-setup.ts"],
		testTimeout: 60_000,
		hookTimeout: 60_000,
		pool: "forks",
		maxWorkers: 2,
		env: { NO_COLOR: "1" },
	},
});
