import {
	type AliasConfiguration,
	type FunctionConfiguration,
	GetAliasCommand,
	GetFunctionConfigurationCommand,
	GetProvisionedConcurrencyConfigCommand,
	LambdaClient,
	ListAliasesCommand,
	ListVersionsByFunctionCommand,
	UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import type { AwsConnection } from "../../aws/connection.ts";
import { awsErrorName } from "../../aws/faults.ts";
import type { Alias, Routing } from "./alias.ts";
import type { LambdaConfig } from "./config.ts";
import { aliasMoved, aliasNotFound, functionNotFound } from "./faults.ts";
import type { Version } from "./version.ts";

export interface CallLimits {
	readonly signal?: AbortSignal;
}

/** How many instances an alias keeps warm, and how far that is. */
export interface Provisioned {
	readonly wanted: number;
	readonly ready: number;
	/** `IN_PROGRESS`, `READY`, `FAILED`. */
	readonly status: string;
	readonly reason: string | null;
}

/** Talks to Lambda about one function and alias. Throws BackoutError `aws.…`, `lambda.function-not-found`, `lambda.alias-not-found`, `lambda.alias-moved`. */
export class LambdaApi {
	readonly aws: AwsConnection;
	readonly #place: LambdaConfig;
	readonly #client: LambdaClient;

	constructor(aws: AwsConnection, place: LambdaConfig) {
		this.aws = aws;
		this.#place = place;
		this.#client = aws.client(LambdaClient, "lambda");
	}

	async alias(limits: CallLimits = {}): Promise<Alias> {
		const { function: FunctionName, alias: Name } = this.#place;
		try {
			return aliasOf(await this.#client.send(new GetAliasCommand({ FunctionName, Name }), options(limits)));
		} catch (thrown) {
			if (!isMissing(thrown)) throw thrown;
			throw await this.#whatIsMissing(thrown, limits);
		}
	}

	/** Every published version, newest first. */
	async versions(limits: CallLimits = {}): Promise<readonly Version[]> {
		const { function: FunctionName } = this.#place;
		const found: FunctionConfiguration[] = [];
		let Marker: string | undefined;
		try {
			do {
				const asked = new ListVersionsByFunctionCommand({ FunctionName, ...(Marker === undefined ? {} : { Marker }) });
				const page = await this.#client.send(asked, options(limits));
				found.push(...(page.Versions ?? []));
				Marker = page.NextMarker;
			} while (Marker !== undefined && Marker !== "");
		} catch (thrown) {
			throw isMissing(thrown) ? functionNotFound(this.#place, thrown) : thrown;
		}
		const published = found.filter(({ Version: number }) => number !== "$LATEST").map(versionOf);
		return published.sort((one, other) => Number(other.version) - Number(one.version));
	}

	/** One version with its state; null when it was deleted. */
	async version(number: string, limits: CallLimits = {}): Promise<Version | null> {
		const { function: FunctionName } = this.#place;
		try {
			const asked = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: number });
			return versionOf(await this.#client.send(asked, options(limits)));
		} catch (thrown) {
			if (isMissing(thrown)) return null;
			throw thrown;
		}
	}

	/** What the alias keeps warm; null when nothing. */
	async provisioned(limits: CallLimits = {}): Promise<Provisioned | null> {
		const { function: FunctionName, alias: Qualifier } = this.#place;
		try {
			const asked = new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
			const found = await this.#client.send(asked, options(limits));
			return {
				wanted: found.RequestedProvisionedConcurrentExecutions ?? 0,
				ready: found.AvailableProvisionedConcurrentExecutions ?? 0,
				status: found.Status ?? "",
				reason: found.StatusReason ?? null,
			};
		} catch (thrown) {
			if (["ProvisionedConcurrencyConfigNotFoundException", "ResourceNotFoundException"].includes(awsErrorName(thrown) ?? "")) return null;
			throw thrown;
		}
	}

	/** Moves the alias when it is still as it was read. Throws `lambda.alias-moved` otherwise. */
	async move({ revisionId }: Alias, { version, weights }: Routing, limits: CallLimits): Promise<void> {
		const { function: FunctionName, alias: Name } = this.#place;
		const input = {
			FunctionName,
			Name,
			FunctionVersion: version,
			RoutingConfig: { AdditionalVersionWeights: { ...weights } },
			RevisionId: revisionId,
		};
		try {
			await this.#client.send(new UpdateAliasCommand(input), options(limits));
		} catch (thrown) {
			throw awsErrorName(thrown) === "PreconditionFailedException" ? aliasMoved(this.#place, thrown) : thrown;
		}
	}

	async #whatIsMissing(thrown: unknown, limits: CallLimits) {
		const { function: FunctionName } = this.#place;
		try {
			const { Aliases = [] } = await this.#client.send(new ListAliasesCommand({ FunctionName }), options(limits));
			return aliasNotFound(
				this.#place,
				Aliases.flatMap(({ Name }) => Name ?? []),
				thrown,
			);
		} catch (other) {
			return isMissing(other) ? functionNotFound(this.#place, other) : aliasNotFound(this.#place, null, thrown);
		}
	}
}

const options = ({ signal }: CallLimits) => (signal === undefined ? {} : { abortSignal: signal });

function isMissing(thrown: unknown): boolean {
	return awsErrorName(thrown) === "ResourceNotFoundException";
}

function aliasOf({ Name = "", FunctionVersion = "", RoutingConfig, RevisionId = "" }: AliasConfiguration): Alias {
	return { name: Name, version: FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {}, revisionId: RevisionId };
}

function versionOf(found: FunctionConfiguration): Version {
	return {
		version: found.Version ?? "",
		description: found.Description ?? "",
		codeSha256: found.CodeSha256 ?? null,
		publishedAt: isoOf(found.LastModified),
		runtime: found.Runtime ?? (found.PackageType === "Image" ? "container image" : null),
		state: found.State ?? null,
		stateReason: found.StateReason ?? null,
		hasSnapStart: found.SnapStart?.ApplyOn === "PublishedVersions",
		layers: (found.Layers ?? []).flatMap(({ Arn }) => Arn ?? []),
	};
}

/** Lambda writes `2026-12-01T10:00:00.000+0000`. */
function isoOf(text: string | undefined): string | null {
	const ms = text === undefined ? Number.NaN : Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
