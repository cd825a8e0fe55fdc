/** A histogram metric as its settings name it. */
export interface HistogramSelector {
	/** Without `_bucket`: `http_request_duration_seconds`. */
	readonly name: string;
	/** What stands between the braces: `job="shop"`; empty when there are none. */
	readonly matchers: string;
}

const MATCHER = /\s*\w+\s*(?:=~|!~|!=|=)\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*/.source;
const SELECTOR = new RegExp(`^\\s*([A-Za-z_:][\\w:]*)\\s*(?:\\{((?:${MATCHER}(?:,${MATCHER})*,?)?\\s*)\\})?\\s*$`);

/** The parts of `name{label="value"}`; null when the text is no metric with labels, or names one of a histogram's parts (`…_bucket`). */
export function parseHistogram(text: string): HistogramSelector | null {
	const [, name = "", matchers = ""] = SELECTOR.exec(text) ?? [];
	if (name === "" || /_(?:bucket|count|sum)$/.test(name)) return null;
	return { name, matchers: matchers.trim().replace(/,$/, "") };
}

/** PromQL for how many requests fell into each bucket during `rangeMs`: series with `le` from a classic histogram, one with native histograms from a native one. */
export function bucketsExpression(selector: HistogramSelector, rangeMs: number): string {
	return `sum by (le) (increase(${vector(selector)}[${rangeMs}ms]))`;
}

/** The same, and nothing when the metric is no longer there at the end: a target that is no longer scraped keeps its older, often better, values in the range. */
export function liveBucketsExpression(selector: HistogramSelector, rangeMs: number): string {
	return `${bucketsExpression(selector, rangeMs)} and on () ${vector(selector)}`;
}

/** PromQL for how many scrapes fell into `rangeMs`. */
export function scrapesExpression(selector: HistogramSelector, rangeMs: number): string {
	return `max(count_over_time(${vector(selector)}[${rangeMs}ms]))`;
}

/** Both kinds of histogram at once; the name holds nothing that a regular expression would read as more than itself. */
function vector({ name, matchers }: HistogramSelector): string {
	return `{__name__=~"${name}|${name}_bucket"${matchers === "" ? "" : `,${matchers}`}}`;
}
