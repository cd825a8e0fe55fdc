import { expect, test } from "vitest";
import type { Contact, EscalationLevel } from "../core/config.ts";
import { approvers } from "./approvers.ts";

const contact = (id: string): Contact => ({ id, name: id, phone: null, email: null, schedule: null });
const level = (number: EscalationLevel["level"], ...contacts: readonly string[]): EscalationLevel => ({
	level: number,
	contacts,
	risesAfterMs: 0,
});
const PEOPLE = ["ana", "bea", "leo"].map(contact);
const names = (found: readonly Contact[] | null) => found?.map(({ id }) => id) ?? null;

test("those of the level and above, the lowest first, each once", () => {
	const levels = [level(4, "leo"), level(2, "bea"), level(3, "bea", "leo"), level(1, "ana")];
	expect(names(approvers("ci@runner", 2, levels, PEOPLE))).toEqual(["bea", "leo"]);
	expect(names(approvers("ci@runner", 4, levels, PEOPLE))).toEqual(["leo"]);
});

test("not the one who asked, whatever machine they sit at", () => {
	expect(names(approvers("Bea@laptop", 1, [level(1, "ana", "bea")], PEOPLE))).toEqual(["ana"]);
});

test("nobody of the level is an empty list; no levels at all is null, for anybody else may", () => {
	expect(names(approvers("ci", 4, [level(1, "ana")], PEOPLE))).toEqual([]);
	expect(names(approvers("ci", 4, [], PEOPLE))).toBeNull();
});
