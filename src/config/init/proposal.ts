import { dirname, join } from "node:path";
import type { ComposeService, Detected, Pm2App } from "./detected.ts";

/** A service that the written config will have. */
export interface ProposedService {
	readonly name: string;
	/** The adapter's kind. */
	readonly kind: "pm2" | "compose" | "git" | "exec";
	readonly settings: Readonly<Record<string, string | readonly string[]>>;
	/** Where its health is asked, or null when no port is known. */
	readonly health: string | null;
	/** What a person must look at, for comments beside it. */
	readonly notes: readonly string[];
}

/** Images of servers that keep state: rolling them back is no matter of an image tag. */
const STATEFUL_IMAGE =
	/(^|\/)(postgres|postgis|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|kafka|elasticsearch|opensearch|minio|zookeeper|clickhouse)[^/]*$/;

/** The services of what was found: PM2 apps, then Compose services of other names, else the git branch, else commands to fill in. Never empty. */
export function proposeServices(detected: Detected): readonly ProposedService[] {
	const apps = (detected.pm2?.apps ?? []).map((app) => pm2Service(app, detected));
	const taken = new Set(apps.map(({ name }) => name));
	const composed = statelessServices(detected).map((service) => composeService(service, detected.compose?.file ?? "compose.yaml"));
	const found = firstOfEachName([...apps, ...composed.filter(({ name }) => !taken.has(name))]);
	return found.length > 0 ? found : [detected.git?.remote ? gitService(detected) : execService(detected)];
}

/** Services of the Compose file that are left out because they keep state. */
export function statefulServices(detected: Detected): readonly ComposeService[] {
	return (detected.compose?.services ?? []).filter(isStateful);
}

function statelessServices(detected: Detected): readonly ComposeService[] {
	return (detected.compose?.services ?? []).filter((service) => !isStateful(service));
}

function isStateful({ image }: ComposeService): boolean {
	return image !== null && STATEFUL_IMAGE.test(image.split(/[:@]/)[0] ?? "");
}

/** Two names may become one when they are made safe; the first one stays. */
function firstOfEachName(services: readonly ProposedService[]): readonly ProposedService[] {
	return services.filter((service, index) => services.findIndex(({ name }) => name === service.name) === index);
}

function pm2Service(app: Pm2App, detected: Detected): ProposedService {
	const releases = releasesDirectory(app, detected);
	const note = `FILL IN if it is another: the directory that holds one directory per release${releases.isFound ? "" : " (this one is a guess)"}`;
	return {
		name: safeName(app.name),
		kind: "pm2",
		settings: { app: app.name, releases: releases.path },
		health: healthAt(app.port),
		notes: [note],
	};
}

/** An app that runs in `…/current` has its releases beside it, as Capistrano and its heirs lay them out. */
function releasesDirectory(app: Pm2App, detected: Detected): { readonly path: string; readonly isFound: boolean } {
	const directory = app.directory?.replace(/\/+$/, "") ?? "";
	if (/\/current$/.test(directory)) return { path: join(dirname(directory), "releases"), isFound: true };
	if (/\/releases\/[^/]+$/.test(directory)) return { path: dirname(directory), isFound: true };
	return { path: "releases", isFound: detected.hasReleases };
}

function composeService(service: ComposeService, file: string): ProposedService {
	const isPulled = service.image !== null;
	const notes = isPulled ? [] : ["it is built here: give every release an `image:` tag of its own, or there is nothing to return to"];
	return {
		name: safeName(service.name),
		kind: "compose",
		settings: { file, service: service.name },
		health: healthAt(service.port),
		notes,
	};
}

function gitService(detected: Detected): ProposedService {
	const branch = detected.git?.branch ?? "main";
	const remote = detected.git?.remote?.name ?? "origin";
	const notes = ["FILL IN if it is another: the branch whose pushes are deployed"];
	return { name: safeName(detected.name), kind: "git", settings: { remote, branch }, health: null, notes };
}

function execService(detected: Detected): ProposedService {
	const deploy = "deploy" in detected.scripts ? ["npm", "run", "deploy", "--", "{release}"] : ["./deploy", "{release}"];
	const settings = { current: ["./deploy", "--current"], history: ["./deploy", "--list"], apply: deploy };
	const notes = [
		"FILL IN: your own commands. `current` prints the live release, `history` one release a line, newest first, `apply` makes {release} live",
	];
	return { name: safeName(detected.name), kind: "exec", settings, health: null, notes };
}

function healthAt(port: number | null): string | null {
	return port === null ? null : `http://127.0.0.1:${port}/health`;
}

/** What the config allows as a name: other characters become dashes. */
function safeName(name: string): string {
	const safe = name
		.replaceAll(/[^A-Za-z0-9._]+/g, "-")
		.replace(/^[^A-Za-z0-9]+/, "")
		.slice(0, 63);
	return safe === "" ? "app" : safe;
}
