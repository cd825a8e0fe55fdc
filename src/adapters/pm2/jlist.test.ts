import { expect, test } from "vitest";
import { parseList } from "./jlist.ts";

const one = { name: "shop", pid: 12, pm_id: 0, pm2_env: { status: "online", pm_cwd: "/r/v1", env: { TOKEN: "x", A: "y" } } };

test("the list is found after whatever PM2 prints before it", () => {
	const noise = "[PM2] Spawning PM2 daemon with pm2_home=/x\n>>>> In-memory PM2 is out-of-date, do:\n>>>> $ pm2 update\n";
	expect([...parseList(`${noise}${JSON.stringify([one])}`).keys()]).toEqual(["shop"]);
	expect([...parseList(`warning without a newline${JSON.stringify([one])}\n`).keys()]).toEqual(["shop"]);
	expect(parseList(`${noise}[]`).size).toBe(0);
});

test("only the names of variables are read out", () => {
	expect(parseList(JSON.stringify([one])).get("shop")?.[0]?.envNames).toEqual(["A", "TOKEN"]);
});

test("an instance that does not run has no process", () => {
	expect(parseList(JSON.stringify([{ ...one, pid: 0 }])).get("shop")?.[0]?.pid).toBeNull();
});

test.each(["", "[PM2][ERROR] boom", '[{"name": 1}]', "{}"])("%j is no list, and said so", (stdout) => {
	expect(() => parseList(stdout)).toThrow("`pm2 jlist` printed no process list");
});
