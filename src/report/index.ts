export { messageFor } from "./message.ts";
export { reportJson } from "./report-json.ts";
export { reportMarkdown } from "./report-markdown.ts";
