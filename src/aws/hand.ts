import { handCommand } from "../core/command.ts";
import type { AwsSettings } from "./settings.ts";

/** `aws ecs update-service … --region eu-west-1 --profile prod`: what a person could type. A role to assume has no flag: it must be a profile of theirs, so its name is a comment. */
export function awsCommand({ region, profile, assumeRole, endpoint }: AwsSettings, ...argv: readonly string[]): string {
	const flags = [
		...(region === undefined ? [] : ["--region", region]),
		...(profile === undefined ? [] : ["--profile", profile]),
		...(endpoint === undefined ? [] : ["--endpoint-url", endpoint]),
	];
	const command = handCommand(["aws", ...argv, ...flags]);
	const role = typeof assumeRole === "object" ? assumeRole.arn : assumeRole;
	return role === undefined ? command : `${command} # as ${role}`;
}
