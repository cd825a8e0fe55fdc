import { expect, test } from "vitest";
import { z } from "zod";
import { signalKinds } from "./index.ts";

test("every kind stands under its own key and says where it may stand", () => {
	expect([...signalKinds.keys()]).toEqual(["http", "command", "dns", "prometheus", "log", "tls"]);
	for (const [key, kind] of signalKinds) {
		expect(kind.kind).toBe(key);
		expect(kind.measures.length).toBeGreaterThan(0);
	}
});

test("every schema can be published for editors", () => {
	for (const kind of signalKinds.values()) expect(() => z.toJSONSchema(kind.schema, { io: "input" })).not.toThrow();
});
