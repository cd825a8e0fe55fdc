export { type MessageOptions, messageFor } from "./message.ts";
export { type ReportDocument, reportJson } from "./report-json.ts";
export { type ReportOptions, reportMarkdown } from "./report-markdown.ts";
