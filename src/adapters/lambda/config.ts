import { z } from "zod";
import { awsKeys, awsPlace } from "../../aws/settings.ts";

const text = (example: string, description: string) =>
	z
		.string()
		.min(1)
		.meta({ examples: [example], description });

/** The schema of the `lambda` key: one function behind an alias. */
export const lambdaSchema = z.strictObject({
	function: text("resize", "The function's name or ARN, without a version."),
	alias: text("live", "The alias that callers use; it is what is moved."),
	...awsKeys,
});

export type LambdaConfig = z.output<typeof lambdaSchema>;

/** `lambda:prod@eu-west-1/resize:live`. */
export function lambdaEndpoints(config: LambdaConfig): readonly string[] {
	return [`lambda:${awsPlace(config)}/${config.function.split(":").at(-1)}:${config.alias}`];
}
