import { Agent, get } from "node:http";

/** Requests per second: a small shop on a good day, and little enough for a laptop. */
const PER_SECOND = 120;

/** Customers, and what they got. */
export interface Traffic {
	/** Requests that failed since the mark: 5xx, refused or broken off. */
	lost(): number;
	sent(): number;
	/** Counts from now on. */
	mark(): void;
	stop(): void;
}

/** Real HTTP requests on keep-alive connections, as a browser or a proxy makes them, until stopped. */
export function startTraffic(port: number): Traffic {
	const agent = new Agent({ keepAlive: true, maxSockets: 16 });
	let lost = 0;
	let sent = 0;
	let turn = 0;
	const timer = setInterval(() => {
		turn++;
		sent++;
		const request = get({ host: "127.0.0.1", port, path: `/products/${(turn % 25) + 1}`, agent, timeout: 5_000 }, (response) => {
			if ((response.statusCode ?? 500) >= 500) lost++;
			response.resume();
		});
		request.on("timeout", () => request.destroy(new Error("timeout")));
		request.on("error", () => lost++);
	}, 1_000 / PER_SECOND);
	return {
		lost: () => lost,
		sent: () => sent,
		mark() {
			lost = 0;
			sent = 0;
		},
		stop() {
			clearInterval(timer);
			agent.destroy();
		},
	};
}
