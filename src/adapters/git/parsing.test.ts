import { expect, test } from "vitest";
import { parseRemoteRefs } from "./client.ts";
import { commitText, movedText, revertMessage } from "./commits.ts";
import { parseLog, sumAreas } from "./history.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);

test("of a listing of refs only the branches asked for and the tags are taken; an annotated tag stands for its commit", () => {
	const listing = `Welcome to the server!\n${A}\trefs/heads/main\n${B}\trefs/team/refs/heads/main\n${A}\trefs/tags/v1\n${B}\trefs/tags/v1^{}\nnot-an-id\trefs/tags/v2\n`;
	const { heads, tags } = parseRemoteRefs(listing, ["refs/heads/main"]);
	expect([...heads]).toEqual([["main", A]]);
	expect(tags).toEqual([{ name: "v1", commit: B }]);
	expect(parseRemoteRefs("", ["refs/heads/main"]).heads.size).toBe(0);
});

test("a log is read field by field, and what a terminal would obey is taken out of names and subjects", () => {
	const fields = [A, `${B} ${A}`, B, "1767225600", "An\u001b[2Ja", "", 'a "subject"\twith\u0007 bells'];
	expect(parseLog(`${fields.join("\0")}\0`)).toEqual([
		{
			id: A,
			parents: [B, A],
			tree: B,
			committedAt: "2026-01-01T00:00:00.000Z",
			author: "An [2Ja",
			step: null,
			subject: 'a "subject" with bells',
		},
	]);
	expect(parseLog("")).toEqual([]);
});

test("changes are summed by area; a binary file counts without lines", () => {
	expect(sumAreas("1\t2\tapp/a.ts\0-\t-\tapp/logo.png\0" + "3\t0\tREAD\tME\0")).toEqual([
		{ area: "app", files: 2, added: 1, deleted: 2 },
		{ area: "READ\tME", files: 1, added: 3, deleted: 0 },
	]);
});

test("a revert says what it takes back, why, and whose step it is; a revert of a revert lands the change again", () => {
	const frame = {
		author: "Bot <bot@x>",
		atSeconds: 1_767_225_600,
		key: "abc123",
		reason: "Backout returns shop.",
		trailer: "Signed-off-by: Bot <bot@x>",
	};
	const reverted = { id: A, parents: [B], tree: B, committedAt: "", author: "Ana", step: null, subject: 'Revert "Fix the tax"' };
	const message = revertMessage(frame, reverted);
	expect(message).toBe(
		`Reapply "Fix the tax"\n\nThis reverts commit ${A}.\n\nBackout returns shop.\n\nBackout-Step: abc123\nSigned-off-by: Bot <bot@x>\n`,
	);
	const text = commitText(frame, B, A, message);
	expect(text).toBe(`tree ${B}\nparent ${A}\nauthor Bot <bot@x> 1767225600 +0000\ncommitter Bot <bot@x> 1767225600 +0000\n\n${message}`);
	expect(movedText(text, A, B)).toBe(commitText(frame, A, B, message));
});
