import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { TlsIdentity } from "../core/runtime.ts";
import { makeCertificate } from "../testing/certificates.ts";
import { systemClock } from "./clock.ts";
import { createHttpClient } from "./http.ts";

const client = createHttpClient({ clock: systemClock });
const closing: (() => void)[] = [];

afterEach(() => {
	for (const close of closing.splice(0)) close();
});

async function portOf(server: Server & { closeAllConnections(): void }): Promise<number> {
	closing.push(() => {
		server.closeAllConnections();
		server.close();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address: AddressInfo | string | null = server.address();
	if (address === null || typeof address === "string") throw new Error("the server has no port");
	return address.port;
}

it("goes through the identity's proxy, reading and writing, and still checks the host itself", async () => {
	const authority = makeCertificate({ name: "authority.test", isAuthority: true });
	const own = makeCertificate({ name: "api.test", by: authority });
	const port = await portOf(createTlsServer({ cert: own.certificate, key: own.key }, (_, response) => response.end("the host")));
	const asked: string[] = [];
	const proxy = createServer();
	proxy.on("connect", (request, socket) => {
		asked.push(request.url ?? "");
		const host = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
		for (const end of [host, socket]) end.on("error", () => undefined);
		socket.on("close", () => host.destroy());
		host.on("close", () => socket.destroy());
		host.pipe(socket);
		socket.pipe(host);
	});
	const tls: TlsIdentity = {
		ca: authority.certificate,
		client: null,
		serverName: null,
		isUnverified: false,
		proxy: `http://127.0.0.1:${await portOf(proxy)}`,
	};
	// A name that only the proxy can reach.
	expect((await client.request({ url: "https://api.test:6443/", tls })).body).toBe("the host");
	expect((await client.request({ url: "https://api.test:6443/", method: "PATCH", body: "x", tls })).body).toBe("the host");
	expect(asked).toEqual(["api.test:6443", "api.test:6443"]);
	await expect(client.request({ url: "https://other.test/", tls: { ...tls } })).rejects.toThrow("its certificate is for another host");
});
