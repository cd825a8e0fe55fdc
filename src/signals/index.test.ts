import { expect, test } from "vitest";
import { z } from "zod";
import { signalKinds } from "./index.ts";

test("every kind stands under its own key and says where it may stand", async () => {
	expect([...signalKinds.keys()]).toEqual(["http", "cloudwatch", "command", "dns", "prometheus", "log", "sql", "tls"]);
	for (const [key, load] of signalKinds) {
		const kind = await load();
		expect(kind.kind).toBe(key);
		expect(kind.measures.length).toBeGreaterThan(0);
	}
});

test("every schema can be published for editors", async () => {
	for (const load of signalKinds.values()) {
		const { schema } = await load();
		expect(() => z.toJSONSchema(schema, { io: "input" })).not.toThrow();
	}
});
