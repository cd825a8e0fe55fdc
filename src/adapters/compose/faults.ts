import { BackoutError } from "../../core/error.ts";
import type { Output } from "../../core/runtime.ts";

interface FaultRule {
	readonly pattern: RegExp;
	readonly code: string;
	readonly message: string;
	readonly fix: string;
	readonly retryable?: boolean;
}

/** What Docker and both Compose versions say when something is wrong, the more special first. Texts of Docker 20.10–28, Compose 1.29 and 2.x. */
const FAULTS: readonly FaultRule[] = [
	{
		pattern: /KeyError: '?ContainerConfig/,
		code: "compose.v1-too-old",
		message: "docker-compose 1.x cannot recreate containers on this Docker engine (its crash: KeyError 'ContainerConfig')",
		fix: "install the Compose v2 plugin (`docker compose version` must answer) and plan again",
	},
	{
		pattern: /Not supported URL scheme http\+docker|URLSchemeUnknown/,
		code: "compose.v1-broken",
		message: "docker-compose 1.x cannot talk to Docker with the installed Python library requests",
		fix: "install the Compose v2 plugin (`docker compose version` must answer), or pin requests below 2.32 for docker-compose",
	},
	{
		pattern: /permission denied while trying to connect|PermissionError\(13|dial unix .*: connect: permission denied/i,
		code: "compose.permission-denied",
		message: "this user may not talk to the Docker daemon",
		fix: "run backout as a user of the group `docker` (`sudo usermod -aG docker USER`, then log in again), or set `host` to a daemon it may use",
	},
	{
		pattern:
			/Cannot connect to the Docker daemon|Couldn't connect to Docker daemon|error during connect|Error while fetching server API version|Is the docker daemon running|failed to connect to the docker API/i,
		code: "compose.daemon-unreachable",
		message: "the Docker daemon does not answer",
		fix: "start it (`sudo systemctl start docker`), or correct `host` / DOCKER_HOST; `docker version` must show a server",
		retryable: true,
	},
	{
		pattern: /port is already allocated|address already in use|Ports are not available/i,
		code: "compose.port-taken",
		message: "a port that the container publishes is taken by something else",
		fix: "find who holds it (`docker ps --filter publish=PORT`, `ss -ltnp`), stop that, then resume the run",
	},
	{
		pattern: /container name .* is already in use/i,
		code: "compose.name-taken",
		message: "another container has the name already",
		fix: "look at it with `docker ps --all`; remove or rename the one that is not needed, then resume the run",
	},
	{
		pattern: /no space left on device/i,
		code: "compose.disk-full",
		message: "the disk under Docker is full",
		fix: "free some (`docker system df`; remove images that are neither running nor a release to return to), then resume the run",
	},
	{
		pattern:
			/pull access denied|No such image|manifest unknown|manifest for .* not found|repository does not exist|not found: manifest|no such manifest/i,
		code: "compose.image-gone",
		message: "the image is neither on this host nor in its registry",
		fix: "bring it back (`docker pull`, `docker load`, or build it from its commit), or return to another release",
	},
	{
		pattern: /unauthorized|authentication required|no basic auth credentials/i,
		code: "compose.registry-login",
		message: "the registry does not let this user in",
		fix: "log in with `docker login REGISTRY` as the user that runs backout",
	},
	{
		pattern:
			/The Compose file .* is invalid|yaml\.(scanner|parser)|Invalid top-level property|additional properties? .* not allowed|Additional propert|undefined network|depends on undefined|Invalid interpolation|invalid interpolation|yaml: |mapping values are not allowed|has neither an image nor a build context|validating .*:/i,
		code: "compose.file-invalid",
		message: "the Compose file is not valid",
		fix: "correct it until `docker compose config` (or `docker-compose config`) is content",
	},
	{
		pattern: /No such service|no such service/,
		code: "compose.service-not-found",
		message: "the Compose file has no such service",
		fix: "name a service that `docker compose config --services` lists",
	},
	{
		pattern: /client version .* is too (old|new)/i,
		code: "compose.version-mismatch",
		message: "the Docker client and the daemon do not speak the same API version",
		fix: "bring client and daemon to versions that fit, or set DOCKER_API_VERSION",
	},
];

/** A BackoutError for a command that did not succeed: it names the thing, what the tool said last, and what to do. */
export function faultOf(argv: readonly string[], output: Output, thing: string): BackoutError {
	const command = argv
		.slice(0, 1)
		.concat(
			argv
				.slice(1)
				.filter((word) => /^[a-z]+$/.test(word))
				.slice(0, 2),
		)
		.join(" ");
	if (output.ended !== null) return interrupted(command, output, thing);
	const said = `${output.stderr}\n${output.stdout}`;
	const rule = FAULTS.find((fault) => fault.pattern.test(said));
	if (rule) {
		const message = `${thing}: ${rule.message}: ${lastWords(said)}`;
		return new BackoutError({ code: rule.code, message, fix: rule.fix, retryable: rule.retryable ?? false });
	}
	return new BackoutError({
		code: "compose.command-failed",
		message: `${thing}: \`${command}\` ended with ${output.exitCode ?? "a signal"}: ${lastWords(said)}`,
		fix: "run the step's hand command yourself to see all of it; correct that, then resume the run",
	});
}

function interrupted(command: string, output: Output, thing: string): BackoutError {
	const isTimeout = output.ended === "timeout";
	return new BackoutError({
		code: isTimeout ? "compose.timeout" : "compose.aborted",
		message: `${thing}: \`${command}\` ${isTimeout ? "did not end in time" : "was stopped"} after ${Math.round(output.durationMs / 1000)} s`,
		fix: isTimeout
			? "see whether the daemon answers (`docker version`), restart it if it hangs, then resume the run"
			: "resume the run to go on",
		retryable: isTimeout,
	});
}

/** The line that tells most: a traceback's last one, an error's own, else the last one; 300 characters at most. */
export function lastWords(text: string): string {
	const lines = text
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "");
	const telling = lines.filter((line) => /error|denied|cannot|invalid|fail/i.test(line) && !/^(Traceback|File ")/.test(line));
	const told = telling.at(-1) ?? lines.at(-1) ?? "it said nothing";
	// "… is invalid because:" is told by the line after it.
	const reason = told.endsWith(":") ? ` ${lines[lines.lastIndexOf(told) + 1] ?? ""}` : "";
	return `${told}${reason}`.slice(0, 300);
}
