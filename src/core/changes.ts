import { formatQuantity } from "./number.ts";

/** Parts of a repository that break, and are put right, in different ways. */
export const CHANGE_AREAS = ["code", "migrations", "infrastructure", "config", "dependencies", "tests", "docs"] as const;
export type ChangeArea = (typeof CHANGE_AREAS)[number];

/** One commit of a release. Author and subject are foreign text: print them, never interpret them. */
export interface ChangedCommit {
	/** Full commit id. */
	readonly id: string;
	readonly subject: string;
	readonly author: string;
}

/** A file that differs between two releases. */
export interface ChangedFile {
	readonly path: string;
	readonly area: ChangeArea;
}

/** What a release changed against the one before it; lists are cut, counts never. */
export interface ReleaseChanges {
	/** Full commit ids. */
	readonly from: string;
	readonly to: string;
	/** Newest first. */
	readonly commits: readonly ChangedCommit[];
	readonly commitCount: number;
	/** What breaks most often first: in the order of `CHANGE_AREAS`. */
	readonly files: readonly ChangedFile[];
	readonly fileCount: number;
	/** How many files of each area differ. */
	readonly areas: Readonly<Record<ChangeArea, number>>;
}

/** How many commits and files are kept of a release. */
const MOST = { commits: 50, files: 200 } as const;

/** The changes of a release from all its commits (newest first; `commitCount` may be more) and all the paths that differ. */
export function releaseChanges(
	ends: Pick<ReleaseChanges, "from" | "to">,
	commits: readonly ChangedCommit[],
	commitCount: number,
	paths: readonly string[],
): ReleaseChanges {
	const files = paths.map((path) => ({ path, area: areaOf(path) }));
	const ordered = CHANGE_AREAS.flatMap((area) => files.filter((file) => file.area === area));
	const count = (area: ChangeArea) => files.filter((file) => file.area === area).length;
	return {
		...ends,
		commits: commits.slice(0, MOST.commits),
		commitCount,
		files: ordered.slice(0, MOST.files),
		fileCount: files.length,
		areas: {
			code: count("code"),
			migrations: count("migrations"),
			infrastructure: count("infrastructure"),
			config: count("config"),
			dependencies: count("dependencies"),
			tests: count("tests"),
			docs: count("docs"),
		},
	};
}

/** How many files of an area are named. */
const NAMED = 2;
/** Areas whose files are worth a name: there are few of them, and each is a suspect of its own. */
const NAMED_AREAS: readonly ChangeArea[] = ["migrations", "infrastructure", "config", "dependencies"];

/** `12 files in 3 commits: code 9, infrastructure 2 (Dockerfile, main.tf), docs 1`. */
export function changesText(changes: ReleaseChanges): string {
	const amount = `${formatQuantity(changes.fileCount, "file")} in ${formatQuantity(changes.commitCount, "commit")}`;
	const parts = CHANGE_AREAS.filter((area) => changes.areas[area] > 0).map(
		(area) => `${area} ${changes.areas[area]}${names(changes, area)}`,
	);
	return parts.length === 0 ? amount : `${amount}: ${parts.join(", ")}`;
}

function names(changes: ReleaseChanges, area: ChangeArea): string {
	if (!NAMED_AREAS.includes(area)) return "";
	const named = changes.files.filter((file) => file.area === area).slice(0, NAMED);
	const more = changes.areas[area] > named.length ? ", …" : "";
	return named.length === 0 ? "" : ` (${named.map(({ path }) => path).join(", ")}${more})`;
}

/** Folders and names that tell an area, asked in this order: a README under terraform/ is a document, a compose file under tests/ a test. */
const SIGNS: readonly (readonly [ChangeArea, RegExp])[] = [
	[
		"dependencies",
		/(^|\/)(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|cargo\.(toml|lock)|go\.(mod|sum)|(poetry|uv|pdm)\.lock|pipfile(\.lock)?|requirements[\w.-]*\.txt|pyproject\.toml|gemfile(\.lock)?|composer\.(json|lock)|pom\.xml|build\.gradle(\.kts)?|gradle\.lockfile|packages\.lock\.json|mix\.(exs|lock))$/,
	],
	["docs", /^(docs?|documentation)\/|\.(md|mdx|rst|adoc)$|(^|\/)(licen[cs]e|changelog|authors|codeowners)(\.txt)?$/],
	[
		"tests",
		/(^|\/)(tests?|__tests__|__snapshots__|e2e|fixtures)\/|^spec\/|\.(test|spec)\.\w+$|_(test|spec)\.\w+$|(^|\/)(test_[^/]*|conftest)\.py$/,
	],
	["migrations", /(^|\/)(migrations?|migrate|alembic|flyway|liquibase|drizzle)\/|(^|\/)alembic[\w.-]*\.ini$|(^|\/)v\d[\w.]*__[^/]*\.sql$/],
	[
		"infrastructure",
		/\.(tf|tfvars|hcl|dockerfile|bicep)$|\.tf\.json$|(^|\/)(terraform|infra|infrastructure|k8s|kubernetes|helm|charts|kustomize|cloudformation|ansible|pulumi|deploy|\.circleci|\.buildkite)\/|^\.github\/(workflows|actions)\/|(^|\/)(dockerfile[^/]*|\.dockerignore|(docker-)?compose[\w.-]*\.ya?ml|kustomization\.ya?ml|\.gitlab-ci\.yml|jenkinsfile|procfile|serverless\.ya?ml|sst\.config\.\w+|template\.ya?ml|nginx[\w.-]*\.conf|ecosystem\.config\.\w+)$/,
	],
	["config", /(^|\/)\.env[\w.-]*$|(^|\/)(config|conf|settings)\/|\.(ya?ml|toml|ini|properties|conf|cfg)$|^[^/]+\.json$/],
];

/** The area of a path in a repository; what no sign tells apart is code. */
export function areaOf(path: string): ChangeArea {
	const plain = path.toLowerCase();
	return SIGNS.find(([, sign]) => sign.test(plain))?.[0] ?? "code";
}
