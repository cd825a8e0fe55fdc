import { defineConfig } from "tsdown";

/**
 * What every command that opens the app loads anyway is one file, and what even `--help` loads is another: each file costs a look-up, a read and a compile at
 * every start. What only runs, processes, HTTP or one kind of target need stays in files of its own, loaded on first use; test/start-up/start-up.test.ts holds it there.
 */
const START =
	/[\\/]node_modules[\\/](@stricli|picocolors)[\\/]|[\\/]src[\\/](core|cli[\\/](routes|completion))[\\/]|[\\/]src[\\/]cli[\\/](?!main)[^\\/]+$/;
const APP =
	/[\\/]node_modules[\\/](zod|yaml|fastest-levenshtein)[\\/]|[\\/]src[\\/](assess|plan|policy|verify|ledger)[\\/]|[\\/]src[\\/]config[\\/](?!init)|[\\/]src[\\/]app[\\/](?!bench|init|checking)|[\\/]src[\\/]runtime[\\/](clock|http|http-url|http-errors|identity|logger|masker|secret-forms)\.ts$/;

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
	outputOptions: {
		codeSplitting: {
			groups: [
				{ name: "start", test: START, priority: 2 },
				{ name: "app", test: APP, priority: 1 },
			],
		},
	},
});
