import { z } from "zod";
import type { TargetRelease } from "../../core/release.ts";
import { type Container, dockerTime, isUp } from "./container.ts";
import { familiarRepository, parseReference } from "./reference.ts";

/** An image as `docker image inspect` shows it now. */
export interface Image {
	readonly id: string;
	/** `shop/api:v2`. */
	readonly tags: readonly string[];
	/** `shop/api@sha256:…`. */
	readonly digests: readonly string[];
	/** ISO 8601, or null when the build left it out. */
	readonly createdAt: string | null;
	/** ISO 8601, when a tag was last put on it here. */
	readonly taggedAt: string | null;
	readonly labels: Readonly<Record<string, string>>;
}

const inspected = z.object({
	Id: z.string(),
	RepoTags: z.array(z.string()).nullish(),
	RepoDigests: z.array(z.string()).nullish(),
	Created: z.string().default(""),
	Metadata: z.object({ LastTagTime: z.string().default("") }).nullish(),
	Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** The images of `docker image inspect`'s answer; throws ZodError when it is something else. */
export function parseImages(json: unknown): readonly Image[] {
	return z
		.array(inspected)
		.parse(json)
		.map((one) => ({
			id: one.Id,
			tags: one.RepoTags ?? [],
			digests: one.RepoDigests ?? [],
			createdAt: dockerTime(one.Created),
			taggedAt: dockerTime(one.Metadata?.LastTagTime ?? ""),
			labels: one.Config?.Labels ?? {},
		}));
}

/** The reference of the repository that names this image now: a tag (the wanted one first, `latest` last), else a digest, else null. */
export function referenceTo(image: Image, repository: string, wantedTag: string | null): string | null {
	const ours = (reference: string) => familiarRepository(parseReference(reference)?.repository ?? "") === familiarRepository(repository);
	const tags = image.tags.filter(ours).sort((a, b) => tagRank(a, wantedTag) - tagRank(b, wantedTag));
	return tags[0] ?? image.digests.find(ours) ?? null;
}

/** One release per image of the repository, newest first: by when it was built, then by when it was tagged here. */
export function releasesOf(images: readonly Image[], containers: readonly Container[], repository: string): readonly TargetRelease[] {
	const unique = [...new Map(images.map((image) => [image.id, image])).values()];
	return unique
		.sort((a, b) => newestFirst(a.createdAt, b.createdAt) || newestFirst(a.taggedAt, b.taggedAt))
		.map((image) => releaseOf(image, containers, repository));
}

/** The image as a release of the repository, with what its containers tell of when it ran. */
function releaseOf(image: Image, containers: readonly Container[], repository: string): TargetRelease {
	const made = containers.filter((container) => container.imageId === image.id);
	const usedTag = made.map((container) => parseReference(container.imageName)?.tag ?? null).find((tag) => tag !== null) ?? null;
	const reference = parseReference(referenceTo(image, repository, usedTag) ?? "");
	return {
		id: image.id,
		label: reference?.tag ?? image.labels["org.opencontainers.image.version"] ?? null,
		commit: commitOf(image.labels),
		digest: registryDigest(image, repository) ?? image.id,
		deployedAt: latest(made.map((container) => container.startedAt)),
		unavailable: null,
	};
}

/** The image of a container that still runs although its image was deleted: nothing can be made from it again. */
export function lostRelease(container: Container): TargetRelease {
	return {
		id: container.imageId,
		label: parseReference(container.imageName)?.tag ?? null,
		commit: commitOf(container.labels),
		digest: null,
		deployedAt: container.startedAt,
		unavailable: isUp(container) ? null : `the image ${container.imageName} is no longer on this host`,
	};
}

function registryDigest(image: Image, repository: string): string | null {
	const parsed = image.digests.map(parseReference);
	return parsed.find((digest) => familiarRepository(digest?.repository ?? "") === familiarRepository(repository))?.digest ?? null;
}

/** The annotation of the OCI image spec; a label is written by anybody, so only a commit's own alphabet counts. */
function commitOf(labels: Readonly<Record<string, string>>): string | null {
	const revision = labels["org.opencontainers.image.revision"] ?? "";
	return /^[0-9a-f]{7,64}$/i.test(revision) ? revision.toLowerCase() : null;
}

function tagRank(reference: string, wantedTag: string | null): number {
	const tag = parseReference(reference)?.tag ?? null;
	if (tag !== null && tag === wantedTag) return 0;
	if (tag === "latest") return 3;
	return tag?.startsWith("backout-") ? 2 : 1;
}

function newestFirst(a: string | null, b: string | null): number {
	return (b ?? "").localeCompare(a ?? "");
}

function latest(times: readonly (string | null)[]): string | null {
	return times.filter((time) => time !== null).sort(newestFirst)[0] ?? null;
}
