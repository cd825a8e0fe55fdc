/** The parts of an image reference: `registry.example.com/shop/api:v2@sha256:…`. */
export interface ImageReference {
	readonly repository: string;
	readonly tag: string | null;
	readonly digest: string | null;
}

/** The grammar of github.com/distribution/reference, host and path taken together; the first character keeps options out. */
const REFERENCE =
	/^(?<repository>[a-zA-Z0-9][a-zA-Z0-9._-]*(?::[0-9]+(?=\/))?(?:\/[a-zA-Z0-9][a-zA-Z0-9._-]*)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** The reference's parts, or null when the text is no image reference (an image ID, a hostile text). */
export function parseReference(text: string): ImageReference | null {
	if (/^(sha256:)?[0-9a-f]{64}$/.test(text)) return null;
	const groups = REFERENCE.exec(text)?.groups;
	if (groups?.["repository"] === undefined) return null;
	return { repository: groups["repository"], tag: groups["tag"] ?? null, digest: groups["digest"] ?? null };
}

/** The repository as Docker lists it: without `docker.io/` and `library/`. */
export function familiarRepository(repository: string): string {
	return repository.replace(/^(index\.)?docker\.io\//, "").replace(/^library\//, "");
}

/** The first 12 characters of an image or container ID, as `docker ps` shows it. */
export function shortId(id: string): string {
	return id.replace(/^sha256:/, "").slice(0, 12);
}
