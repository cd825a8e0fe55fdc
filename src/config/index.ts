export { findConfigFile } from "./find.ts";
export { configJsonSchema } from "./json-schema.ts";
export type { ConfigKinds } from "./kinds.ts";
export { type ConfigPath, pathText } from "./path.ts";
export { type ConfigRead, pluginPaths, readConfig, readConfigText } from "./read.ts";
export { entryPath, resolveEnvironment, resolveService, resolveSettings } from "./resolve.ts";
export { resolveSecrets, type SecretSources } from "./secrets.ts";
