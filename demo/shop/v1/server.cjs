// A small shop API: products with their prices, and what a basket costs. Written to be deployed and rolled back by the demo.
const { appendFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { priceOf } = require("./price.cjs");

const RELEASE = require("./package.json").version;
const PRODUCTS = Array.from({ length: 25 }, (_, index) => ({
	id: index + 1,
	name: `Product ${index + 1}`,
	cents: 500 + 125 * index,
	// Two of 25 products are never on sale: 8 % of the catalogue.
	sale: index % 12 === 11 ? undefined : { percent: 5 * (index % 4) },
}));

const server = createServer((request, response) => {
	const startedAt = process.hrtime.bigint();
	const { status, body } = answer(request.url ?? "/");
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
	const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
	const line = { time: new Date().toISOString(), status, path: request.url, ms: Math.round(ms * 100) / 100, release: RELEASE };
	appendFileSync(process.env.SHOP_LOG, `${JSON.stringify(line)}\n`);
});

function answer(url) {
	if (url === "/health") return { status: 200, body: { status: "healthy", release: RELEASE } };
	if (url === "/products") return { status: 200, body: PRODUCTS.map(({ id, name }) => ({ id, name })) };
	const product = PRODUCTS.find(({ id }) => url === `/products/${id}`);
	if (!product) return { status: 404, body: { error: "no such product" } };
	try {
		return { status: 200, body: { id: product.id, name: product.name, cents: priceOf(product) } };
	} catch (error) {
		return { status: 500, body: { error: error.message } };
	}
}

server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.on("SIGINT", () => {
	server.close(() => process.exit(0));
	server.closeIdleConnections();
});
