import { z } from "zod";
import { BackoutError } from "../../core/error.ts";
import type { JsonValue } from "../../core/json.ts";
import { isBranchName, isCommitId } from "./ref-name.ts";

const id = z.string().refine(isCommitId, "is not a commit id");
const branch = z.string().refine(isBranchName, "is not a branch name");

/** The three trees of a merge whose result a commit holds: needed when another machine applies the step. */
const merge = z.strictObject({ base: id, ours: id, theirs: id });

const payloadSchema = z.strictObject({
	/** `contains`: landed when the branch's history holds `result`; `content`: when the branch has `tree`; `exactly`: when it holds `result` and not `expected`. */
	landsWhen: z.enum(["contains", "content", "exactly"]),
	branch,
	/** What the remote's branch is at before; null: it does not exist. */
	expected: id.nullable(),
	/** The branch that must be fetched to have the objects, and the commit it was at. */
	base: z.strictObject({ branch, head: id }),
	/** What it is at afterwards. */
	result: id,
	tree: id,
	/** Not null: a busy branch. When somebody else pushed meanwhile, the same change is merged onto what they pushed; `key` in a commit's trailer says that it was. */
	follow: z.strictObject({ key: z.string().regex(/^[0-9a-f]+$/) }).nullable(),
	/** The commits to write, oldest first, each the parent of the next. */
	commits: z.array(z.strictObject({ id, text: z.string(), tree: id, merge: merge.nullable() })),
});

/** All that a push needs to be applied and observed by anybody, at any time. Holds no secret. */
export type PushPayload = z.infer<typeof payloadSchema>;
export type PlannedCommit = PushPayload["commits"][number];

/** The payload of one of our steps; throws `git.bad-payload` when a stored plan was changed. */
export function pushPayload(payload: JsonValue): PushPayload {
	const parsed = payloadSchema.safeParse(payload);
	if (parsed.success) return parsed.data;
	throw new BackoutError({
		code: "git.bad-payload",
		message: `the plan's git step cannot be read: ${z.prettifyError(parsed.error)}`,
		fix: "make a new plan",
	});
}
