import { join } from "node:path";
import { handCommand } from "../../core/command.ts";
import type { TargetRelease } from "../../core/release.ts";
import type { StepDraft } from "../../core/step.ts";
import type { Pm2Place } from "./config.ts";

/** What git is asked for: the commit where it is known, or else the tag of the release's name; null when neither can be one. */
export function revisionOf(release: TargetRelease): string | null {
	if (release.commit !== null && /^[0-9a-f]{7,64}$/.test(release.commit)) return release.commit;
	const tag = release.label ?? release.id;
	// git-check-ref-format(1), narrowed: what a release is called in practice, and nothing that could be an option.
	return /^[A-Za-z0-9][\w.+-]*$/.test(tag) && !tag.includes("..") ? `refs/tags/${tag}` : null;
}

/** The commands that make a release's directory in `partial`, in order; each runs in that directory but the first. */
export function rebuildCommands(place: Pm2Place, revision: string, partial: string): readonly (readonly string[])[] {
	const { repository, install, build } = place.rebuild ?? { repository: "", install: [], build: null };
	const git = ["git", "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false"];
	return [
		[...git, "clone", "--no-checkout", "--quiet", "--", repository, partial],
		[...git, "checkout", "--quiet", "--detach", revision],
		install,
		...(build ? [build] : []),
	];
}

/** The step that makes the directory of a release again. */
export function rebuildStep(to: TargetRelease, place: Pm2Place): StepDraft {
	const directory = join(place.releases, to.id);
	const revision = revisionOf(to) ?? "";
	const [clone = [], ...rest] = rebuildCommands(place, revision, `${directory}.partial`);
	return {
		name: "rebuild",
		title: `Build ${to.id} again from ${revision.replace("refs/tags/", "tag ")}`,
		risk: "safe",
		repeat: "idempotent",
		command: [
			handCommand(clone),
			`cd ${handCommand([`${directory}.partial`])} && ${rest.map(handCommand).join(" && ")}`,
			handCommand(["mv", "-T", `${directory}.partial`, directory]),
		].join("\n"),
		payload: { kind: "rebuild", to: to.id, revision, releasedAt: to.deployedAt },
		undo: null,
		timeoutMs: 20 * 60_000,
	};
}
