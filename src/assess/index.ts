export { assess } from "./assess.ts";
export { investigatingSince } from "./investigating.ts";
export { mostTelling } from "./judge/combine.ts";
export { judgeRelease } from "./judge/judge-release.ts";
export { type JudgeSettings, judgeSettingsFor } from "./judge/release.ts";
export { mergeSeries } from "./series/merge.ts";
export { newLogTemplates } from "./templates/new-log-templates.ts";
