import type { HttpClient } from "../core/runtime.ts";

/** A client for a world in which nothing may be asked over HTTP: every request fails, saying so. */
export const NO_HTTP: HttpClient = {
	request: () => Promise.reject(new Error("nothing is asked over HTTP here")),
	open: () => Promise.reject(new Error("nothing is asked over HTTP here")),
};
