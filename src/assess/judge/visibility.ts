import { levelAt, SPENT } from "./boundary.ts";
import type { JudgeSettings } from "./release.ts";
import { normalQuantile } from "./special.ts";
import type { Counts } from "./stretch.ts";

/** The chance with which a change must be found to be called visible. */
const MISSED = 0.2;
/** The first look that is tried, as a share of the watch, and by how much each next one is later: 104 of them reach ten watches. */
const FIRST = 1 / 40;
const LATER = 1.06;
const LOOKS = 104;

/** After how many milliseconds of watching a rise of the error share by `relevantErrorChange` is found four times out of five at this traffic (√ makes Poisson counts even: 2√n·(√p₁ − √p₀) is normal). Null when not within ten watches, or when nothing was requested before. */
export function visibleAfterMs(before: Counts, baselineMs: number, settings: JudgeSettings): number | null {
	const perMs = before.total / baselineMs;
	if (!(perMs > 0)) return null;
	const share = (before.failed + 0.5) / (before.total + 1);
	const rise = Math.sqrt(share + settings.relevantErrorChange) - Math.sqrt(share);
	for (let look = 1; look <= LOOKS; look += 1) {
		const elapsedMs = settings.watchMs * FIRST * LATER ** (look - 1);
		const level = levelAt(elapsedMs / settings.watchMs, settings.falseAlarms, SPENT.errors);
		const needed = normalQuantile(level) - normalQuantile(1 - MISSED);
		const requests = perMs * elapsedMs;
		const uncertainty = Math.sqrt(1 + requests / before.total);
		if ((2 * Math.sqrt(requests) * rise) / uncertainty >= needed) return Math.round(elapsedMs);
	}
	return null;
}
