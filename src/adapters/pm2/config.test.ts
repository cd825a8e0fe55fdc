import { homedir } from "node:os";
import { expect, test } from "vitest";
import { placeOf, pm2Schema } from "./config.ts";
import { pm2Adapter } from "./index.ts";

const place = (config: object) => placeOf(pm2Schema.parse({ app: "shop", releases: "r", ...config }), "/etc/shop");

test("relative paths start at the config's directory, ~ at the home", () => {
	expect(place({ current: "../now", home: "~/.pm2", bin: "bin/pm2" })).toMatchObject({
		releases: "/etc/shop/r",
		current: "/etc/now",
		home: `${homedir()}/.pm2`,
		bin: "/etc/shop/bin/pm2",
	});
	expect(place({ rebuild: { repository: "git@host:shop.git" } }).rebuild?.repository).toBe("git@host:shop.git");
	expect(place({ rebuild: { repository: "shop.git" } }).rebuild).toEqual({
		repository: "/etc/shop/shop.git",
		install: ["npm", "ci"],
		build: null,
	});
});

test.each(["all", "3", "-x", "/shop/", "app.json", "a b", "eco.config.js"])(
	"an app named %j is refused: PM2 would read it as something else",
	(app) => {
		expect(pm2Schema.safeParse({ app, releases: "r" }).success).toBe(false);
	},
);

test("two environments share an app when its daemon and its name are the same", () => {
	const ends = (config: object) => pm2Adapter.endpoints(pm2Schema.parse({ app: "shop", releases: "r", ...config }), "/etc");
	expect(ends({ home: "/a" })).toEqual(["pm2:/a/shop"]);
	expect(ends({ home: "/a" })).not.toEqual(ends({ home: "/b" }));
});
