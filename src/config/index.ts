export { findConfigFile } from "./find.ts";
export { detect } from "./init/detect.ts";
export type { Detected } from "./init/detected.ts";
export { writeConfigText, writeNewConfig } from "./init/write.ts";
export { configJsonSchema } from "./json-schema.ts";
export type { ConfigKinds } from "./kinds.ts";
export { pluginPaths, readConfig } from "./read.ts";
export { resolveEnvironment, resolveSettings } from "./resolve.ts";
export { resolveSecrets } from "./secrets.ts";
