import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import type { SecretMasker } from "../core/runtime.ts";
import type { AwsSettings } from "./settings.ts";

/** How long before they end credentials are fetched anew; the SDK's own five minutes. */
const EARLY_MS = 5 * 60_000;

/** The SDK's standard chain (environment, profiles, SSO, web identity, container, instance), then the role; every secret found is told to the masker. Asks nothing until it is called. */
export function credentialsFor(settings: AwsSettings, masker: Pick<SecretMasker, "add"> | undefined): AwsCredentialIdentityProvider {
	return remembered(async () => {
		const found = await (await providerOf(settings))();
		masker?.add(found.secretAccessKey);
		if (found.sessionToken !== undefined) masker?.add(found.sessionToken);
		return found;
	});
}

async function providerOf(settings: AwsSettings): Promise<AwsCredentialIdentityProvider> {
	const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
	const own = defaultProvider(settings.profile === undefined ? {} : { profile: settings.profile });
	if (settings.assumeRole === undefined) return own;
	const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
	const role = typeof settings.assumeRole === "string" ? { arn: settings.assumeRole } : settings.assumeRole;
	return fromTemporaryCredentials({
		masterCredentials: own,
		params: {
			RoleArn: role.arn,
			RoleSessionName: "backout",
			...("externalId" in role && role.externalId !== undefined ? { ExternalId: role.externalId } : {}),
		},
		clientConfig: {
			...(settings.region === undefined ? {} : { region: settings.region }),
			...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
		},
	});
}

/** One request for all who ask at the same time, and none while what was found holds. A failure is not remembered. */
function remembered(find: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
	let known: AwsCredentialIdentity | null = null;
	let asked: Promise<AwsCredentialIdentity> | null = null;
	return async () => {
		if (known !== null && !isEnding(known)) return known;
		asked ??= find().finally(() => {
			asked = null;
		});
		known = await asked;
		return known;
	};
}

function isEnding({ expiration }: AwsCredentialIdentity): boolean {
	return expiration !== undefined && expiration.getTime() - Date.now() < EARLY_MS;
}
