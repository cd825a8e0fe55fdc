// `cwd` is the symlink, not a release: that is what lets `pm2 reload` change releases.
module.exports = {
	apps: [
		{
			name: "shop-api",
			script: "server.cjs",
			cwd: `${__dirname}/current`,
			exec_mode: "cluster",
			instances: 2,
			env: { PORT: "8080" },
		},
	],
};
