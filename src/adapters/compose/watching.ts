import type { StepState } from "../../core/step.ts";
import { type Container, isUp } from "./container.ts";
import { shortId } from "./reference.ts";

/** How long a container without a health check must have run to count as started: one that fails at once is gone by then. */
const STEADY_MS = 2_000;
/** The same after it restarted: Docker's own restart delay doubles from 100 ms and is reset after 10 s of running (docs.docker.com, restart policies). */
const STEADY_AFTER_RESTART_MS = 10_000;
/** So many restarts within one watch are a crash loop. */
const CRASH_LOOP = 3;

/** What is waited for. */
export interface Wanted {
	readonly imageId: string;
	readonly replicas: number;
	/** Containers that were there when the plan was made and must be gone or stopped. */
	readonly replacing: readonly string[];
}

/** What the containers show of a step that makes the image live; `now` by the daemon's clock, in milliseconds since the epoch. Pure. */
export function watch(containers: readonly Container[], wanted: Wanted, now: number): StepState & { readonly failed: Container | null } {
	const isOld = (container: Container) => container.imageId !== wanted.imageId || wanted.replacing.includes(container.id);
	const fresh = containers.filter((container) => !isOld(container) && container.status !== "created");
	const stale = containers.filter((container) => isOld(container) && isUp(container));
	if (fresh.length === 0) return state("untouched", `no container runs ${shortId(wanted.imageId)} yet`);
	const failed = fresh.find(isFailed);
	if (failed) return { ...state("broken", failureText(failed)), failed };
	if (stale.length > 0 || fresh.length < wanted.replicas) {
		const still = stale.length > 0 ? `, ${stale.map((container) => container.name).join(", ")} still runs another` : "";
		return state("untouched", `${fresh.length} of ${wanted.replicas} containers run the image${still}: applying goes on`);
	}
	const waiting = fresh.find((container) => !isSteady(container, now));
	if (waiting) return state("landing", `${waiting.name} is ${waiting.health ?? waiting.status}`);
	return state(
		"landed",
		`${fresh.map((container) => container.name).join(", ")} ${fresh.length > 1 ? "run" : "runs"} ${shortId(wanted.imageId)}`,
	);
}

function state(name: StepState["state"], detail: string) {
	return { state: name, detail, failed: null };
}

function isFailed(container: Container): boolean {
	if (container.health === "unhealthy" || !isUp(container)) return true;
	return container.restartCount >= CRASH_LOOP;
}

function failureText(container: Container): string {
	if (container.health === "unhealthy") return `${container.name} is unhealthy`;
	if (isUp(container)) return `${container.name} restarts again and again (${container.restartCount} times)`;
	const said = container.error === "" ? "" : `: ${container.error}`;
	return `${container.name} ended with exit code ${container.exitCode}${said}`;
}

function isSteady(container: Container, now: number): boolean {
	if (container.status !== "running") return false;
	if (container.health !== null) return container.health === "healthy";
	const ranMs = container.startedAt === null ? 0 : now - Date.parse(container.startedAt);
	return ranMs >= (container.restartCount > 0 ? STEADY_AFTER_RESTART_MS : STEADY_MS);
}
