import { z } from "zod";

/** A container as `docker inspect` shows it now. */
export interface Container {
	readonly id: string;
	readonly name: string;
	readonly imageId: string;
	/** The reference it was made from. */
	readonly imageName: string;
	readonly status: string;
	readonly exitCode: number;
	/** What Docker says of a failed start, or "". */
	readonly error: string;
	/** ISO 8601, or null when it never ran. */
	readonly startedAt: string | null;
	/** `starting`, `healthy`, `unhealthy`; null when it has no health check. */
	readonly health: string | null;
	readonly restartCount: number;
	readonly restartPolicy: string;
	readonly isRemovedOnStop: boolean;
	readonly labels: Readonly<Record<string, string>>;
}

const inspected = z.object({
	Id: z.string(),
	Name: z.string(),
	Image: z.string(),
	RestartCount: z.number().default(0),
	State: z.object({
		Status: z.string(),
		ExitCode: z.number().default(0),
		Error: z.string().default(""),
		StartedAt: z.string().default(""),
		Health: z.object({ Status: z.string() }).nullish(),
	}),
	Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
	HostConfig: z.object({
		AutoRemove: z.boolean().default(false),
		RestartPolicy: z.object({ Name: z.string().default(""), MaximumRetryCount: z.number().default(0) }).nullish(),
	}),
});

/** The containers of `docker container inspect`'s answer; throws ZodError when it is something else. */
export function parseContainers(json: unknown): readonly Container[] {
	return z
		.array(inspected)
		.parse(json)
		.map((one) => ({
			id: one.Id,
			name: one.Name.replace(/^\//, ""),
			imageId: one.Image,
			imageName: one.Config.Image,
			status: one.State.Status,
			exitCode: one.State.ExitCode,
			error: one.State.Error,
			startedAt: dockerTime(one.State.StartedAt),
			health: healthOf(one.State.Health?.Status),
			restartCount: one.RestartCount,
			restartPolicy: policyText(one.HostConfig.RestartPolicy),
			isRemovedOnStop: one.HostConfig.AutoRemove,
			labels: one.Config.Labels ?? {},
		}));
}

/** Whether its process is there: paused and restarting ones count. */
export function isUp(container: Container): boolean {
	return ["running", "paused", "restarting"].includes(container.status);
}

/** Docker's time as ISO 8601 in milliseconds, or null for its zero time. */
export function dockerTime(text: string): string | null {
	const ms = Date.parse(text);
	return Number.isNaN(ms) || ms <= 0 ? null : new Date(ms).toISOString();
}

/** `docker inspect` shows `none` for a health check that was switched off. */
function healthOf(status: string | undefined): string | null {
	return status === undefined || status === "none" || status === "" ? null : status;
}

function policyText(policy: { readonly Name: string; readonly MaximumRetryCount: number } | null | undefined): string {
	if (!policy || policy.Name === "") return "no";
	return policy.Name === "on-failure" && policy.MaximumRetryCount > 0 ? `on-failure:${policy.MaximumRetryCount}` : policy.Name;
}
