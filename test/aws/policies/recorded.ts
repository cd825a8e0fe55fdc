import { type AwsCall, awsCalls } from "../../../src/aws/calls.ts";
import { permissionsOf } from "../../../src/aws/permissions.ts";

/** The permissions that were needed while `act` ran, each once. */
export async function permissionsDuring(act: () => Promise<void>): Promise<readonly string[]> {
	const seen = new Set<string>();
	const listen = (call: unknown): void => {
		for (const permission of permissionsOf(call as AwsCall)) seen.add(permission);
	};
	awsCalls.subscribe(listen);
	try {
		await act();
	} finally {
		awsCalls.unsubscribe(listen);
	}
	return [...seen];
}
