export { findConfigFile } from "./find.ts";
export { detect, type Surroundings } from "./init/detect.ts";
export type { Detected } from "./init/detected.ts";
export { writeConfigText, writeNewConfig } from "./init/write.ts";
export { configJsonSchema } from "./json-schema.ts";
export type { ConfigKinds } from "./kinds.ts";
export { type ConfigRead, pluginPaths, readConfig, readConfigText } from "./read.ts";
export { resolveEnvironment, resolveService, resolveSettings } from "./resolve.ts";
export { resolveSecrets, type SecretSources } from "./secrets.ts";
