import { describe, expect, it } from "vitest";
import { mayOverride } from "./may-override.ts";

const asked = { who: "ana@laptop", neededLevel: 2, level: 2 };

describe("taking a verdict off a release", () => {
	it("is for people of the needed level and above, and for everybody where the config names no levels", () => {
		for (const level of [2, 3, null]) expect(mayOverride({ ...asked, level })).toEqual({ allowed: true, notes: [] });
	});
	it("is refused below it, with who may", () => {
		expect(mayOverride({ ...asked, level: 1 })).toEqual({
			allowed: false,
			refused: {
				rule: "level-too-low",
				reason: "ana@laptop may not take a verdict off a release: level 2 is needed, and they are of level 1.",
				fix: "Ask a contact of level 2 or above, or set BACKOUT_USER to your contact id in the config.",
			},
		});
		expect(mayOverride({ ...asked, level: 0 })).toMatchObject({
			refused: { reason: expect.stringContaining("no escalation level names them") },
		});
	});
});
