import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Loaded before the program (node --import): what the program loads is written to the file named by TELL_LOADED when it ends.
const files = [];
registerHooks({
	load(url, context, next) {
		files.push(url);
		return next(url, context);
	},
});
process.on("exit", () => {
	const builtins = process.moduleLoadList
		.filter((entry) => entry.startsWith("NativeModule "))
		.map((entry) => entry.slice("NativeModule ".length));
	writeFileSync(process.env.TELL_LOADED, JSON.stringify({ files, builtins }));
});
