import type { Workflow } from "openworkflow";

/** The parameters OpenWorkflow gives a workflow function; it does not export their type by name. */
type WorkflowParams = Parameters<Workflow<unknown, unknown, unknown>["fn"]>[0];

/** OpenWorkflow's durable step API. */
export type StepApi = WorkflowParams["step"];
