import type { AwsCredentialIdentityProvider, MiddlewareStack } from "@smithy/types";
import type { SecretMasker } from "../core/runtime.ts";
import { type AwsCall, awsCalls } from "./calls.ts";
import { credentialsFor } from "./credentials.ts";
import { awsFault } from "./faults.ts";
import { permissionsOf } from "./permissions.ts";
import { type AwsSettings, awsSettings } from "./settings.ts";

/** Tries of one call in all: a rollback rather waits a little than ends at a throttled call. */
const MAX_ATTEMPTS = 5;
const CONNECT_MS = 3_000;
const REQUEST_MS = 30_000;

/** What every client of the SDK is made with. */
export interface ClientSettings {
	readonly region?: string;
	readonly profile?: string;
	readonly endpoint?: string;
	readonly forcePathStyle?: boolean;
	readonly credentials: AwsCredentialIdentityProvider;
	readonly retryMode: "adaptive";
	readonly maxAttempts: number;
	readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number; readonly throwOnRequestTimeout: true };
	readonly customUserAgent: string;
}

interface AnyClient {
	// biome-ignore lint/suspicious/noExplicitAny: each client has input and output types of its own, and the layer that is put in looks at neither
	readonly middlewareStack: MiddlewareStack<any, any>;
}

/** One account and region, as one target or signal names them. Clients made by it share their credentials. */
export class AwsConnection {
	readonly settings: AwsSettings;
	readonly #credentials: AwsCredentialIdentityProvider;

	constructor(settings: AwsSettings, masker?: Pick<SecretMasker, "add">) {
		this.settings = awsSettings(settings);
		this.#credentials = credentialsFor(this.settings, masker);
	}

	/**
	 * A client of the SDK: `aws.client(ECSClient, "ecs")`; `service` is IAM's name for it. What it throws is a BackoutError `aws.…` (faults.ts); throttling and
	 * 5xx are tried again by itself, in adaptive mode. Asks nothing yet.
	 */
	client<C extends AnyClient>(Made: new (settings: ClientSettings) => C, service: string): C {
		const made = new Made(this.#clientSettings());
		layerOn(made, service, this.settings);
		return made;
	}

	#clientSettings(): ClientSettings {
		const { region, profile, endpoint } = this.settings;
		return {
			...(region === undefined ? {} : { region }),
			...(profile === undefined ? {} : { profile }),
			// A stand-in has no host name for each bucket.
			...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
			credentials: this.#credentials,
			retryMode: "adaptive",
			maxAttempts: MAX_ATTEMPTS,
			requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
			customUserAgent: "backout",
		};
	}
}

/** The outermost layer of the client: tells of every call, and turns what is thrown into our words. */
function layerOn(client: AnyClient, service: string, settings: AwsSettings): void {
	client.middlewareStack.add(
		(next, context) => async (args) => {
			const operation = String(context["commandName"] ?? "").replace(/Command$/, "");
			const call: AwsCall = { service, operation, input: args.input };
			if (awsCalls.hasSubscribers) awsCalls.publish(call);
			try {
				return await next(args);
			} catch (thrown) {
				throw awsFault(thrown, { action: permissionsOf(call)[0] ?? `${service}:${operation}`, settings });
			}
		},
		{ step: "initialize", priority: "high", name: "backout" },
	);
}
