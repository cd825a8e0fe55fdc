import { resolve } from "node:path";
import { z } from "zod";
import { besideOtherFaults, hasPlaceholder } from "../../core/settings.ts";
import { isBranchName, isRemoteAddress, isRemoteName } from "./ref-name.ts";
import { withoutCredentials } from "./remote-words.ts";

const branchName = z
	.string()
	.refine((text) => hasPlaceholder(text) || isBranchName(text), "is not a branch name (git-check-ref-format); write it without refs/heads/")
	.meta({ examples: ["main"] });

/** The settings of a git target. */
export const gitSchema = z
	.strictObject({
		repository: z
			.string()
			.min(1)
			.meta({ examples: ["."] })
			.nullable()
			.default(".")
			.describe("Path of a local clone, from the config file's directory; null: a private clone under .backout/git is made and used."),
		remote: z
			.string()
			.meta({ examples: ["origin"] })
			.default("origin")
			.describe("The remote's name in that clone; its address when repository is null."),
		branch: branchName.default("main").describe("The branch whose content is deployed."),
		strategy: z
			.enum(["revert", "rollback-branch", "reset"])
			.default("revert")
			.describe(
				"revert: new commits on the branch bring the old content back. rollback-branch: the same on a branch of its own, for a pull request. reset: the branch is moved back; waits for approval.",
			),
		development: branchName
			.meta({ examples: ["develop"] })
			.nullable()
			.default(null)
			.describe("A branch that is merged into the deploy branch later: it gets the revert too, or its next merge brings the bug back."),
		tagPattern: z
			.string()
			.min(1)
			.meta({ examples: ["v*"] })
			.default("*")
			.describe("Which tags are labels of releases; * stands for any text: v*."),
		commitTrailer: z
			.string()
			.regex(/^[A-Za-z0-9-]+: [^\n\r]+$/, "is not a trailer such as `Signed-off-by: Name <mail>`")
			.meta({ examples: ["Signed-off-by: Release Bot <bot@example.com>"] })
			.nullable()
			.default(null)
			.describe("One more trailer line for every commit that Backout makes: `Signed-off-by: Name <mail>`."),
		author: z
			.string()
			.regex(/^[^<>\n\r]*[^<>\s] <[^<>\s]+>$/, "is not `Name <mail>`")
			.meta({ examples: ["Release Bot <bot@example.com>"] })
			.nullable()
			.default(null)
			.describe("Who the commits are by, `Name <mail>`; else the identity that git is configured with."),
	})
	.superRefine(
		(config, issues) => {
			if (typeof config.remote !== "string" || hasPlaceholder(config.remote)) return;
			const isFine = config.repository === null ? isRemoteAddress(config.remote) : isRemoteName(config.remote);
			if (!isFine) issues.addIssue({ code: "custom", path: ["remote"], input: config.remote, ...wantedRemote(config.repository) });
		},
		{ when: besideOtherFaults },
	)
	.meta({ examples: [{ branch: "main" }] });

/** What is wrong with a remote that is none, and what is written instead. */
function wantedRemote(repository: string | null) {
	return repository === null
		? {
				message: "is not the address of the remote, as repository is null",
				params: { fix: "Write it like this: `remote: https://git.example.com/shop.git`." },
			}
		: { message: "is not the name of a remote, such as origin", params: { fix: "Write it like this: `remote: origin`." } };
}

/** A git target's settings with every default filled in. */
export type GitConfig = z.infer<typeof gitSchema>;

/** The branch on its remote: `git:/srv/shop:origin#main`, or `git:https://host/shop#main` without credentials for a private clone. */
export function gitEndpoints(config: GitConfig, directory: string): readonly string[] {
	const place =
		config.repository === null
			? withoutCredentials(config.remote).replace(/\/*(\.git)?\/*$/, "")
			: `${resolve(directory, config.repository)}:${config.remote}`;
	return [`git:${place}#${config.branch}`];
}
