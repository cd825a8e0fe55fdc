const http = require("node:http");

http
	.createServer((request, response) => {
		const isWell = process.env.RELEASE !== "v2" || request.url === "/health" || Math.random() > 0.08;
		response.writeHead(isWell ? 200 : 500, { "content-type": "application/json" });
		response.end(JSON.stringify({ release: process.env.RELEASE, ok: isWell }));
	})
	.listen(8080);
