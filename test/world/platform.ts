import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Days before now, as ISO 8601. */
export function daysAgo(days: number): string {
	return new Date(Date.now() - days * 86_400_000).toISOString();
}

/** A release as the platform lists it. */
export interface PlatformRelease {
	readonly id: string;
	readonly deployedAt: string;
	readonly unavailable?: string;
}

/**
 * A deploy script over plain files. It refuses when another release than the named one is live, writes down when it began and ended, and
 * does what files tell it: `slow-api` (seconds to take), `fail-api` (words to fail with), `noop-api` (says yes and does nothing).
 */
const DEPLOY = `#!/bin/sh
set -eu
target=$1 from=$2 to=$3
echo "began $target $from $to" >> deploys
if [ -e "slow-$target" ]; then sleep "$(cat "slow-$target")"; fi
echo "moving $target to $to"
if [ -e "fail-$target" ]; then cat "fail-$target" >&2; exit 1; fi
if [ -e "noop-$target" ]; then exit 0; fi
grep -q "\\"id\\":\\"$from\\"" "live-$target" || { echo "$from is not live" >&2; exit 9; }
printf '{"id":"%s","deployedAt":"%s"}\\n' "$to" "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" > "live-$target.next"
mv "live-$target.next" "live-$target"
echo "ended $target $to" >> deploys
`;

/** v1, v2 and, live for ten minutes, v3. */
export const HISTORY: readonly PlatformRelease[] = [
	{ id: "v3", deployedAt: daysAgo(10 / 1_440) },
	{ id: "v2", deployedAt: daysAgo(1) },
	{ id: "v1", deployedAt: daysAgo(3) },
];

/** Lays the platform's files for a target: what is live, and what can be. */
export async function layTarget(directory: string, target: string, releases: readonly PlatformRelease[] = HISTORY): Promise<void> {
	const lines = releases.map((release) => JSON.stringify(release));
	await writeFile(join(directory, `live-${target}`), `${lines[0]}\n`);
	await writeFile(join(directory, `releases-${target}`), `${lines.join("\n")}\n`);
}

/** Lays the deploy script. */
export async function layScript(directory: string): Promise<void> {
	await writeFile(join(directory, "deploy.sh"), DEPLOY);
	await chmod(join(directory, "deploy.sh"), 0o755);
	await writeFile(join(directory, "deploys"), "");
}

/** The config of an exec target over these files. */
export function execTarget(name: string, more: Readonly<Record<string, unknown>> = {}) {
	return {
		name,
		exec: {
			current: ["cat", `live-${name}`],
			history: ["cat", `releases-${name}`],
			apply: ["./deploy.sh", name, "{from}", "{release}"],
			repeat: "conditional",
			...more,
		},
	};
}

/** What the platform itself says is live, not asked through Backout. */
export async function liveOn(directory: string, target: string): Promise<string> {
	const { id } = JSON.parse(await readFile(join(directory, `live-${target}`), "utf8"));
	return String(id);
}
