const { createServer } = require("node:http");
const { basename } = require("node:path");

const release = basename(__dirname);
const server = createServer((_request, response) => response.end(`${release}\n`));
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1");

// PM2 sends SIGINT before it ends a process: answer what is open, take nothing new.
process.on("SIGINT", () => {
	server.close(() => process.exit(0));
	server.closeIdleConnections();
});
