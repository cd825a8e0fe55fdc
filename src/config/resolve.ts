import type { ZodType } from "zod";
import type { Config, KindConfig, ServiceConfig } from "../core/config.ts";
import { BackoutError } from "../core/error.ts";
import { checkShape } from "./explain.ts";
import { suggestion } from "./nearest.ts";
import { type ConfigPath, pathText } from "./path.ts";
import { resolveSecrets, type SecretSources } from "./secrets.ts";

/** The service's own places, one for each environment. Throws BackoutError `config.unknown-service`. */
export function resolveService(config: Config, name: string): readonly ServiceConfig[] {
	const places = config.services.filter(({ service }) => service === name);
	if (places.length > 0) return places;
	const known = [...new Set(config.services.map(({ service }) => service))];
	throw new BackoutError({
		code: "config.unknown-service",
		message: `There is no service ${JSON.stringify(name)} in ${config.file}.`,
		fix: suggestion(name, known, "services"),
	});
}

/**
 * The service in the environment; with `null` the only one there is. Throws BackoutError `config.unknown-service`,
 * `config.unknown-environment`, `config.environment-needed`.
 */
export function resolveEnvironment(config: Config, service: string, environment: string | null): ServiceConfig {
	const places = resolveService(config, service);
	const [only] = places;
	if (environment === null && only !== undefined && places.length === 1) return only;
	const place = places.find((candidate) => candidate.environment === environment);
	if (place !== undefined) return place;
	const known = places.map((candidate) => candidate.environment);
	throw environment === null ? environmentNeeded(service, known) : unknownEnvironment(service, environment, known);
}

function environmentNeeded(service: string, known: readonly string[]): BackoutError {
	return new BackoutError({
		code: "config.environment-needed",
		message: `${service} runs in ${known.length} environments: ${known.join(", ")}.`,
		fix: `Name one of them: ${known.map((name) => `-e ${name}`).join(" or ")}`,
	});
}

function unknownEnvironment(service: string, environment: string, known: readonly string[]): BackoutError {
	return new BackoutError({
		code: "config.unknown-environment",
		message: `${service} has no environment ${JSON.stringify(environment)}.`,
		fix: suggestion(environment, known, `environments of ${service}`),
	});
}

/**
 * The settings of a target, check, signal or channel in the kind's own form, with their placeholders resolved: what `connect` is given.
 * Throws what `resolveSecrets` throws, and BackoutError `config.setting-refused` when a resolved value is not what the kind accepts.
 */
export function resolveSettings<Settings>(
	kind: { readonly kind: string; readonly schema: ZodType<Settings> },
	entry: KindConfig,
	path: ConfigPath,
	sources: SecretSources,
): Settings {
	const resolved = checkShape(kind.schema, resolveSecrets(entry.settings, sources, path), path);
	if ("value" in resolved) return resolved.value;
	const faults = resolved.faults.map((fault) => `${pathText(fault.path)}: ${fault.message}`);
	throw new BackoutError({
		code: "config.setting-refused",
		message: sources.masker.mask(`With its variables resolved, ${faults.join(" ")}`),
		fix: "Correct the variable or file that the setting names.",
	});
}
