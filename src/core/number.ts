/** A ratio 0..1 as a percentage for a person: `8.1 %`, `0.04 %`, `0 %`, `100 %`; never rounds something to nothing or almost all to all. */
export function formatShare(ratio: number): string {
	const percent = ratio * 100;
	if (percent > 0 && percent < 0.1) return percent < 0.01 ? "< 0.01 %" : `${Number(percent.toFixed(2))} %`;
	if (percent < 100 && percent > 99.9) return `${Number((Math.floor(percent * 100) / 100).toFixed(2))} %`;
	return `${Number(percent.toFixed(1))} %`;
}

/** A whole number with thousands separated: `3,980`. The same on every machine: no locale is asked. */
export function formatCount(count: number): string {
	return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A count with its noun: `1 request`, `3,980 requests`. */
export function formatQuantity(count: number, noun: string): string {
	return `${formatCount(count)} ${noun}${Math.round(count) === 1 ? "" : "s"}`;
}
