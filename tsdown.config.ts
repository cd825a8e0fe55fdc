import { defineConfig } from "tsdown";

// One bundle with lazy chunks: starting a command reads only the files it needs (design.md §9, "instant to start").
export default defineConfig({
	entry: { "cli/main": "src/cli/main.ts" },
	format: "esm",
	platform: "node",
	target: "node22.13",
	outDir: "dist",
	clean: true,
	dts: false,
	minify: true,
	sourcemap: false,
	fixedExtension: false,
});
