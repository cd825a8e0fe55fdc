import { badUrl } from "./http-errors.ts";

/** Where a request goes, and what may be said of it. */
export interface Address {
	/** Without user and password: fetch refuses those. */
	readonly url: URL;
	/** `Basic …` for the URL's user and password, or null. */
	readonly authorization: string | null;
	/** For messages: no user, no password, no query values, no fragment. */
	readonly shown: string;
}

/** The parts of an http(s) URL. Throws BackoutError `http.bad-url`. */
export function parseAddress(text: string): Address {
	const url = URL.parse(text);
	if (url === null) throw badUrl("it is not a URL");
	if (url.protocol !== "http:" && url.protocol !== "https:") throw badUrl(`${url.protocol} is not http: or https:`);
	const authorization = basic(url);
	url.username = "";
	url.password = "";
	return { url, authorization, shown: shownUrl(url) };
}

function basic(url: URL): string | null {
	if (url.username === "" && url.password === "") return null;
	try {
		return `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString("base64")}`;
	} catch {
		throw badUrl("its user or password holds a % that is no code");
	}
}

function shownUrl(url: URL): string {
	const names = [...new Set(url.searchParams.keys())].map((name) => `${encodeURIComponent(name)}=…`);
	return `${url.origin}${url.pathname}${names.length === 0 ? "" : `?${names.join("&")}`}`;
}

/** The address a redirect names when it may be followed: the same host, and never from https back to http. Null otherwise: another host must not be given our headers. */
export function redirectWithin(from: URL, location: string | null): URL | null {
	const to = location === null ? null : URL.parse(location, from.href);
	if (to === null || to.username !== "" || to.password !== "") return null;
	const isUpgrade = from.protocol === "http:" && to.protocol === "https:" && from.port === "" && to.port === "";
	return to.hostname === from.hostname && (to.origin === from.origin || isUpgrade) ? to : null;
}
