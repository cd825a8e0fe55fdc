const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `90s`, `30m`, `1h30m`, `2d`, `500ms`; null when the text is no duration. */
export function parseDuration(text: string): number | null {
	const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
	if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text.trim()) return null;
	return parts.reduce((sum, [, amount = "0", unit = "ms"]) => sum + Number(amount) * (UNIT_MS[unit] ?? 0), 0);
}

/** Milliseconds for a person: `840 ms`, `12.4 s`, `3 min 05 s`, `2 h 10 min`, `4 d 3 h`. */
export function formatDuration(ms: number): string {
	if (ms < 1_000) return `${Math.round(ms)} ms`;
	if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
	const seconds = Math.round(ms / 1_000);
	if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
	const hours = Math.round(minutes / 60);
	return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Milliseconds as a stretch that is looked back on, in whole units: `45 s`, `10 min`, `100 min`, `3 h`. */
export function formatSpan(ms: number): string {
	if (ms < 90_000) return `${Math.round(ms / 1_000)} s`;
	return ms < 7_170_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
