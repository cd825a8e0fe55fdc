import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
		// They have a command of their own: npm run test:kubernetes.
		exclude: [...configDefaults.exclude, "test/**/*.real.test.ts"],
		testTimeout: 120_000,
		hookTimeout: 180_000,
		pool: "forks",
		maxWorkers: 2,
		env: { NO_COLOR: "1" },
	},
});
