import type { Adapter } from "../../core/adapter.ts";
import { type GitConfig, gitEndpoints, gitSchema } from "./config.ts";

/** A branch on a git remote, whose content a push deploys: releases are its commits, and returning is new commits on it. */
export const gitAdapter: Adapter<GitConfig> = {
	kind: "git",
	schema: gitSchema,
	endpoints: gitEndpoints,
	async connect(config, context) {
		const { connectGit } = await import("./target.ts");
		return await connectGit(config, context);
	},
};
