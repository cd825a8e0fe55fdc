import { entriesOf, itemsOf, valueAt } from "../path.ts";
import type { ComposeService } from "./detected.ts";
import { portOf, textOrNull, valueOfYaml } from "./files.ts";

/** In the order in which Compose itself looks for them. */
export const COMPOSE_FILES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"] as const;

/** The services that a Compose file names an image or a build for; null when the text is no Compose file. */
export function composeServices(text: string): readonly ComposeService[] | null {
	const services = valueAt(valueOfYaml(text), ["services"]);
	if (services === undefined || services === null) return null;
	return entriesOf(services)
		.filter(([, service]) => ["image", "build"].some((key) => valueAt(service, [key]) !== undefined))
		.map(([name, service]) => ({ name, image: textOrNull(valueAt(service, ["image"])), port: publishedPort(service) }));
}

/** `8080:80`, `127.0.0.1:8080:80/tcp`, or the long form's `published`. */
function publishedPort(service: unknown): number | null {
	const ports = itemsOf(valueAt(service, ["ports"])).map((port) =>
		typeof port === "string" ? portOf(/(?:^|:)(\d+):\d+(?:\/tcp)?$/.exec(port)?.[1]) : portOf(valueAt(port, ["published"])),
	);
	return ports.find((port) => port !== null) ?? null;
}
