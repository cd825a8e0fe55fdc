/** One service of a Compose file. */
export interface ComposeService {
	readonly name: string;
	/** Null when it is built, not pulled. */
	readonly image: string | null;
	/** The port on this machine, or null when none is published or it is not a plain number. */
	readonly port: number | null;
}

/** One app of a PM2 ecosystem file. */
export interface Pm2App {
	readonly name: string;
	/** The directory it runs in, or null when the file does not say. */
	readonly directory: string | null;
	readonly port: number | null;
}

/** A git repository as its own files describe it. */
export interface GitFound {
	/** Null when the repository has no remote. */
	readonly remote: { readonly name: string; readonly url: string } | null;
	/** The remote's default branch, else the one that is checked out; null when neither can be told. */
	readonly branch: string | null;
}

/** What `backout init` found in a folder. Values of environment variables and passwords are never in it. */
export interface Detected {
	/** Absolute path. */
	readonly directory: string;
	/** A name for the project: of package.json, of the git remote, or of the folder. */
	readonly name: string;
	readonly compose: { readonly file: string; readonly services: readonly ComposeService[] } | null;
	readonly pm2: { readonly file: string; readonly apps: readonly Pm2App[] } | null;
	readonly git: GitFound | null;
	/** The Alembic settings file, or null. */
	readonly alembic: string | null;
	/** Scripts of package.json that have to do with running, deploying or migrating, by name. */
	readonly scripts: Readonly<Record<string, string>>;
	readonly hasDockerfile: boolean;
	/** Whether a folder `releases` stands beside. */
	readonly hasReleases: boolean;
	/** Files of environment variables and the names in them. */
	readonly environmentFiles: readonly { readonly file: string; readonly names: readonly string[] }[];
	/** The context that `kubectl` would use, or null. */
	readonly kubeContext: string | null;
	/** Files that are there but could not be understood, so that nothing is left out silently. */
	readonly unread: readonly string[];
}
