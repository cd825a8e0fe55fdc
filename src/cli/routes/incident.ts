import { buildCommand, buildRouteMap } from "@stricli/core";
import { argument, COMMON, COMMON_ALIASES, optionalArgument, switchFlag, textFlag } from "../flags.ts";
import { listedAs } from "./usage-line.ts";

const anIncident = { kind: "tuple", parameters: [argument("The incident", "incident")] } as const;

/** Incidents. */
export const incident = buildRouteMap({
	docs: { brief: "Incidents: list, show, ack, note, close" },
	routes: {
		list: listedAs(
			"[<service>]",
			buildCommand({
				docs: { brief: "Open incidents", customUsage: ["[<service>]"] },
				parameters: {
					flags: { ...COMMON, all: switchFlag("Closed ones too") },
					aliases: COMMON_ALIASES,
					positional: { kind: "tuple", parameters: [optionalArgument("Of one service", "service")] },
				},
				loader: async () => (await import("../commands/incident.ts")).list,
			}),
		),
		show: buildCommand({
			docs: { brief: "Its report: timeline, numbers, checklist, draft post-mortem" },
			parameters: { flags: COMMON, aliases: COMMON_ALIASES, positional: anIncident },
			loader: async () => (await import("../commands/incident.ts")).show,
		}),
		ack: buildCommand({
			docs: { brief: "Take it: you are its owner" },
			parameters: { flags: COMMON, aliases: COMMON_ALIASES, positional: anIncident },
			loader: async () => (await import("../commands/incident.ts")).ack,
		}),
		note: buildCommand({
			docs: { brief: "Add a note to its timeline" },
			parameters: {
				flags: COMMON,
				aliases: COMMON_ALIASES,
				positional: { kind: "tuple", parameters: [argument("The incident", "incident"), argument("The note", "text")] },
			},
			loader: async () => (await import("../commands/incident.ts")).note,
		}),
		close: buildCommand({
			docs: { brief: "Close it" },
			parameters: {
				flags: { ...COMMON, reason: textFlag("How it was resolved", "text") },
				aliases: COMMON_ALIASES,
				positional: anIncident,
			},
			loader: async () => (await import("../commands/incident.ts")).close,
		}),
	},
});
