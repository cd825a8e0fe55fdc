import { channel } from "node:diagnostics_channel";

/** One call to AWS, told when it is made: what the policies in `deploy/aws/` and the counts of the bench are made from. */
export interface AwsCall {
	/** `ecs`, as IAM calls the service. */
	readonly service: string;
	/** `UpdateService`, as the API calls the operation. */
	readonly operation: string;
	readonly input: unknown;
}

/** The diagnostics channel on which every call is told; costs nothing while nobody listens. */
export const awsCalls = channel("backout:aws-call");
