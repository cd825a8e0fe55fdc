import { z } from "zod";
import { hasPlaceholder, isUrlOrPlaceholder } from "../core/settings.ts";

/** `us-east-1`, `eu-central-2`, `us-gov-west-1` (docs.aws.amazon.com/general/latest/gr/rande.html). */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;

const region = z
	.string()
	.refine((text) => hasPlaceholder(text) || REGION.test(text), "not a region's name, as eu-west-1 is one")
	.meta({ examples: ["eu-west-1"], description: "The region; AWS_REGION's or the profile's own when left out." });
const roleArn = z
	.string()
	.refine((text) => hasPlaceholder(text) || ROLE.test(text), "not a role's ARN, as arn:aws:iam::123456789012:role/backout is one")
	.meta({ examples: ["arn:aws:iam::123456789012:role/backout"], description: "The role to assume." });
const assumeRole = z
	.union([
		roleArn,
		z.strictObject({
			arn: roleArn,
			externalId: z
				.string()
				.min(2)
				.meta({ examples: ["${AWS_EXTERNAL_ID}"], description: "The external ID that the role's trust policy asks for." })
				.optional(),
		}),
	])
	.meta({
		examples: ["arn:aws:iam::123456789012:role/backout"],
		description: "The role to assume with the credentials that were found.",
	});

/** The keys that every AWS target and signal has beside its own; spread them into its strict object. */
export const awsKeys = {
	region: region.optional(),
	profile: z
		.string()
		.min(1)
		.meta({ examples: ["prod"], description: "The profile in ~/.aws; AWS_PROFILE's, or what the SDK finds, when left out." })
		.optional(),
	assumeRole: assumeRole.optional(),
	endpoint: z
		.string()
		.refine(isUrlOrPlaceholder, "not an http or https URL")
		.meta({ examples: ["http://127.0.0.1:5000"], description: "Another endpoint than AWS's own, for all services: a stand-in, a proxy." })
		.optional(),
};

const shape = z.object(awsKeys);

/** Where and as whom AWS is spoken to. */
export type AwsSettings = z.output<typeof shape>;

/** Only these keys of a target's settings. */
export function awsSettings(settings: AwsSettings): AwsSettings {
	return shape.parse(settings);
}

/** `prod@eu-west-1`: what tells two places apart in `endpoints`; what is left out is the machine's own and stays open. */
export function awsPlace({ region, profile, assumeRole, endpoint }: AwsSettings): string {
	const role = typeof assumeRole === "object" ? assumeRole.arn : assumeRole;
	const account = role ?? profile ?? "default";
	return `${account}@${region ?? "default"}${endpoint === undefined ? "" : `(${endpoint})`}`;
}

/** `region eu-west-1, profile prod`, for messages; empty when nothing is set. */
export function awsPlaceText({ region, profile, assumeRole, endpoint }: AwsSettings): string {
	const role = typeof assumeRole === "object" ? assumeRole.arn : assumeRole;
	const parts = [
		region === undefined ? null : `region ${region}`,
		profile === undefined ? null : `profile ${profile}`,
		role === undefined ? null : `role ${role}`,
		endpoint === undefined ? null : `at ${endpoint}`,
	];
	return parts.filter((part) => part !== null).join(", ");
}
