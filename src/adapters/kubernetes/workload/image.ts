/** What an image's name says of its release. */
export interface ImageName {
	/** Null when there is none: then it is `latest`. */
	readonly tag: string | null;
	/** `sha256:…`, or null. */
	readonly digest: string | null;
	/** A git commit that the tag is or ends with, or null. */
	readonly commit: string | null;
}

/** Seven letters at least, as git abbreviates; `sha-` and `git-` are what build tools put before it (docker/metadata-action). */
const COMMIT = /(?:^|[-_.+])(?:sha-|git-|g)?([0-9a-f]{7,40})$/;

/** Name, tag and digest of an image (github.com/distribution/reference): `host:5000/shop/api:v2@sha256:…`. */
export function parseImage(image: string): ImageName {
	const [name = "", digest = null] = image.split("@", 2);
	const last = name.slice(name.lastIndexOf("/") + 1);
	const colon = last.indexOf(":");
	const tag = colon < 0 ? null : last.slice(colon + 1);
	return { tag, digest, commit: tag === null ? null : commitIn(tag) };
}

/** A number alone (`20261121`) is a date or a build, no commit. */
function commitIn(tag: string): string | null {
	const found = COMMIT.exec(tag)?.[1] ?? null;
	return found === null || /^\d+$/.test(found) ? null : found;
}
