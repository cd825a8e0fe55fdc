import { appendFile, chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Answer, answerIn } from "./answer.ts";
import { daysAgo, layTarget, liveOn } from "./platform.ts";
import { createWorld, type World, type WorldSetup } from "./world.ts";

/** A deploy script as a team has it: `ship.sh <release> [how]`. `early`: fails before it changes anything; `half`: fails after api, before worker; `slow`, `slow-half`: takes half a minute before and after api. */
const SHIP = `#!/bin/sh
set -eu
to=$1 how=\${2:-well}
put() {
  line=$(printf '{"id":"%s","deployedAt":"%s"}' "$to" "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)")
  { echo "$line"; grep -v "\\"$to\\"" "releases-$1" || true; } > "releases-$1.next"
  mv "releases-$1.next" "releases-$1"
  echo "$line" > "live-$1.next"
  mv "live-$1.next" "live-$1"
}
echo "shipping $to as \${BACKOUT_SERVICE:-nobody}"
echo "mind the gap" >&2
if [ "$how" = early ]; then exit 7; fi
if [ "$how" = slow ]; then echo "$$" > shipping; sleep 30; fi
put api
if [ "$how" = half ]; then exit 9; fi
if [ "$how" = slow-half ]; then echo "$$" > shipping; sleep 30; fi
if [ -e live-worker ]; then put worker; fi
echo "shipped $to"
`;

/** Passes unless a release that is named in the file \`bad\` is live. */
const WELL = `#!/bin/sh
! grep -qF -f bad live-*
`;

/** A world where v2 is live and known good on api, and more targets when asked for; v3 is yet to come. */
export async function createGuardedWorld(setup: WorldSetup = {}, isFirstDay = false): Promise<World> {
	const releases = [
		{ id: "v2", deployedAt: daysAgo(1) },
		{ id: "v1", deployedAt: daysAgo(3) },
	];
	const place = { smoke: [{ command: ["./well.sh"] }], ...setup.place };
	const world = await createWorld({ ...setup, releases, place }, isFirstDay);
	for (const [name, text] of [
		["ship.sh", SHIP],
		["well.sh", WELL],
	] as const) {
		await writeFile(join(world.directory, name), text);
		await chmod(join(world.directory, name), 0o755);
	}
	await bad(world);
	return world;
}

/** What `backout guard shop` answers with --json; the flag goes before the deploy command, which would take it for its own. */
export async function guard(world: World, ...words: readonly string[]): Promise<Answer> {
	const { code, stdout, all } = await world.backout(["guard", "shop", "--json", ...words]);
	if (stdout === "") throw new Error(`no JSON (exit ${code}): ${all}`);
	return answerIn(stdout, code);
}

/** Names the releases that are not well from now on. */
export async function bad(world: World, ...releases: readonly string[]): Promise<void> {
	await world.write("bad", [...releases.map((release) => `"${release}"`), "nothing else is bad"].join("\n"));
}

/** Customers: forty requests a second into an access log; of those on a release that errs, 8 % fail. Returns how to send them home. */
export function startCustomers(world: World, erring: string): () => void {
	const log = join(world.directory, "access.log");
	let count = 0;
	const timer = setInterval(async () => {
		const live = await liveOn(world.directory, "api").catch(() => "none");
		const lines = Array.from({ length: 10 }, () => {
			count++;
			const status = live === erring && count % 25 < 2 ? 500 : 200;
			return JSON.stringify({ time: new Date().toISOString(), method: "GET", path: "/products", status });
		});
		await appendFile(log, `${lines.join("\n")}\n`).catch(() => undefined);
	}, 250);
	return () => clearInterval(timer);
}

/** Lays another target beside api, at the same releases. */
export async function layWorker(world: World): Promise<void> {
	await layTarget(world.directory, "worker", [
		{ id: "v2", deployedAt: daysAgo(1) },
		{ id: "v1", deployedAt: daysAgo(3) },
	]);
}
