import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metadataShape } from "../object.ts";
import { metaOf } from "../steering/objects.fixture.ts";
import { notePatch } from "./note.ts";
import type { FreezePayload } from "./payload.ts";
import { stateOfFreeze } from "./state.ts";

const place = { namespace: "shop", name: "checkout" };
const AT = "2026-11-21T03:00:00.000Z";

/** A workload whose controller has done all that it was told. */
function settled(replicas: number, note: Parameters<typeof notePatch>[0]) {
	const annotations = Object.fromEntries(Object.entries(notePatch(note)).filter(([, value]) => value !== null));
	const metadata = metadataShape.parse({ ...metaOf("checkout", "shop"), annotations });
	return { metadata, scale: { replicas, existing: replicas, available: replicas, isObserved: true, failure: null } };
}

const size = fc.integer({ min: 1, max: 50 });
const stopOf = (from: number, isAutoscaled = false): FreezePayload => ({ kind: "stop", ...place, from, isAutoscaled, at: AT });
const resumeOf = (to: number, hadNote = true): FreezePayload => ({ kind: "resume", ...place, from: 0, to, hadNote, revision: null });

describe("whatever the number of pods", () => {
	it("a stop is untouched before our write, landed after it, and broken when somebody scales it up again", () => {
		fc.assert(
			fc.property(size, size, (from, later) => {
				const note = { replicas: from, at: AT };
				expect(stateOfFreeze(settled(from, null), stopOf(from)).state).toBe("untouched");
				expect(stateOfFreeze(settled(0, note), stopOf(from)).state).toBe("landed");
				expect(stateOfFreeze(settled(later, note), stopOf(from)).state).toBe("broken");
			}),
		);
	});
	it("another number than the planned one is somebody's, unless an autoscaler is at work", () => {
		fc.assert(
			fc.property(size, size, (from, now) => {
				fc.pre(from !== now);
				expect(stateOfFreeze(settled(now, null), stopOf(from)).state).toBe("unknown");
				expect(stateOfFreeze(settled(now, null), stopOf(from, true)).state).toBe("untouched");
			}),
		);
	});
	it("the way back is untouched while it is noted as stopped, landed when the note is gone with the pods there, and never written over somebody's number", () => {
		fc.assert(
			fc.property(size, size, (to, other) => {
				const note = { replicas: to, at: AT };
				expect(stateOfFreeze(settled(0, note), resumeOf(to)).state).toBe("untouched");
				expect(stateOfFreeze(settled(0, null), resumeOf(to, false)).state).toBe("untouched");
				expect(stateOfFreeze(settled(to, null), resumeOf(to)).state).toBe("landed");
				expect(stateOfFreeze(settled(other, note), resumeOf(to)).state).toBe("unknown");
				expect(stateOfFreeze(settled(0, null), resumeOf(to)).state).toBe("broken");
			}),
		);
	});
	it("nothing has landed that the controller has not seen", () => {
		fc.assert(
			fc.property(size, (number) => {
				const unseen = (replicas: number, note: Parameters<typeof notePatch>[0]) => {
					const { metadata, scale } = settled(replicas, note);
					return { metadata, scale: { ...scale, isObserved: false } };
				};
				expect(stateOfFreeze(unseen(0, { replicas: number, at: AT }), stopOf(number)).state).toBe("landing");
				expect(stateOfFreeze(unseen(number, null), resumeOf(number)).state).toBe("landing");
			}),
		);
	});
});
