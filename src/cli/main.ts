#!/usr/bin/env node
import { keepCompiledCode } from "./compile-cache.ts";
import { silenceSqliteWarning } from "./quiet-warnings.ts";

// Both must happen before anything else is loaded, and imports run first: so the rest is imported below.
keepCompiledCode(process.env);
silenceSqliteWarning(process);
const { start } = await import("./start.ts");
await start(process.argv.slice(2));
