import { type Container, isUp } from "./container.ts";

/** The container that says what runs: of the image with most containers up, the newest start; of the stopped ones when none is up; null when there is none. */
export function currentContainer(containers: readonly Container[]): Container | null {
	const up = containers.filter(isUp);
	const candidates = up.length > 0 ? up : containers.filter((container) => container.status !== "created");
	const count = (imageId: string) => candidates.filter((container) => container.imageId === imageId).length;
	const startedLast = (a: Container, b: Container) => (b.startedAt ?? "").localeCompare(a.startedAt ?? "");
	const byCount = (a: Container, b: Container) => (up.length > 0 ? count(b.imageId) - count(a.imageId) : 0);
	return [...candidates].sort((a, b) => byCount(a, b) || startedLast(a, b))[0] ?? null;
}

/** The stopped containers of the image that can simply be started again; none when they are fewer than what runs now, which would lose capacity. */
export function keptContainers(containers: readonly Container[], imageId: string): readonly Container[] {
	const up = containers.filter(isUp);
	const needed = Math.max(1, up.length) - up.filter((container) => container.imageId === imageId).length;
	const kept = containers.filter((container) => container.imageId === imageId && container.status === "exited");
	return needed > 0 && kept.length >= needed ? kept.slice(0, needed) : [];
}
