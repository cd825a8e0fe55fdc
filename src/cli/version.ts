import manifest from "../../package.json" with { type: "json" };

/** The version of this Backout. */
export const VERSION: string = manifest.version;
