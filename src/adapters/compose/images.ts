import type { TargetRelease } from "../../core/release.ts";
import type { Docker } from "./client.ts";
import type { Container } from "./container.ts";
import { type Image, lostRelease, referenceTo, releasesOf } from "./image.ts";
import { parseReference, shortId } from "./reference.ts";

/** How long a registry may take to say whether it has an image, in milliseconds. */
const REGISTRY_MS = 15_000;

/** How the image of a release is come by: it is here under that name, it must be named or pulled first, or it is gone. */
export type ImageSource =
	| { readonly kind: "here" | "tag" | "pull"; readonly reference: string }
	| { readonly kind: "refused"; readonly rule: string; readonly reason: string; readonly fix: string };

/** The images of the containers, and of the repository too when `isWhole`, as releases, newest first. */
export async function historyOf(
	docker: Docker,
	of: readonly Container[],
	repository: string | null,
	containers: readonly Container[],
	isWhole = false,
): Promise<readonly TargetRelease[]> {
	const tagged = isWhole && repository !== null ? await docker.images(repository) : [];
	const used = await Promise.all([...new Set(of.map((container) => container.imageId))].map((id) => docker.image(id)));
	const images: readonly Image[] = [...tagged, ...used.filter((image) => image !== null)];
	const known = new Set(images.map((image) => image.id));
	const lost = of.filter((container) => !known.has(container.imageId));
	const lostOnce = [...new Map(lost.map((container) => [container.imageId, container])).values()];
	return [...releasesOf(images, containers, repository ?? ""), ...lostOnce.map(lostRelease)];
}

/** Finds the image of a release before anything stops: on this host, else in its registry. */
export async function imageFor(docker: Docker, to: TargetRelease, repository: string | null): Promise<ImageSource> {
	if (!/^sha256:[0-9a-f]{64}$/.test(to.id)) {
		return refused("not-an-image", `${JSON.stringify(to.id)} is no image ID`, "choose a release that `backout history` shows");
	}
	const image = await docker.image(to.id);
	if (image !== null) return named(image, to, repository);
	const reference = repository === null ? null : pullReference(to, repository);
	if (reference !== null && (await isInRegistry(docker, reference))) return { kind: "pull", reference };
	const name = to.label === null || repository === null ? shortId(to.id) : `${repository}:${to.label}`;
	return refused(
		"image-gone",
		`the image ${name} (${shortId(to.id)}) is not on this host and no registry gives it`,
		`bring it back (\`docker pull\`, \`docker load\`, or build it from its commit${to.commit === null ? "" : ` ${to.commit}`}), or return to another release`,
	);
}

function named(image: Image, to: TargetRelease, repository: string | null): ImageSource {
	const label = to.label !== null && /^\w[\w.-]{0,127}$/.test(to.label) ? to.label : null;
	if (repository === null) {
		return image.tags[0] === undefined
			? refused("image-without-name", `the image ${shortId(image.id)} has no name`, "tag it with `docker image tag` under its repository")
			: { kind: "here", reference: image.tags[0] };
	}
	const reference = referenceTo(image, repository, label);
	if (reference !== null) return { kind: "here", reference };
	return { kind: "tag", reference: `${repository}:backout-${shortId(image.id)}` };
}

/** By digest where the registry gave one: a tag may name another image by now. */
function pullReference(to: TargetRelease, repository: string): string | null {
	const byDigest = to.digest !== null && to.digest !== to.id ? `${repository}@${to.digest}` : null;
	const reference = byDigest ?? (to.label === null ? null : `${repository}:${to.label}`);
	return reference !== null && parseReference(reference) !== null ? reference : null;
}

async function isInRegistry(docker: Docker, reference: string): Promise<boolean> {
	const output = await docker.try(["manifest", "inspect", reference], { timeoutMs: REGISTRY_MS });
	return output.exitCode === 0;
}

function refused(rule: string, reason: string, fix: string): ImageSource {
	return { kind: "refused", rule, reason, fix };
}
