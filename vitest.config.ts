import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
		testTimeout: 120_000,
		hookTimeout: 180_000,
		pool: "forks",
		maxWorkers: 2,
		env: { NO_COLOR: "1" },
	},
});
