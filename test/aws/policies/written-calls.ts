import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { permissionsOf } from "../../../src/aws/permissions.ts";
import { AWS_SIGNALS, type AwsKind } from "./policy.ts";

const SOURCE = fileURLToPath(new URL("../../../src", import.meta.url));

/** IAM's names of the services whose clients have another one. */
const IAM_NAMES: Readonly<Record<string, string>> = { "cloudwatch-logs": "logs", "application-auto-scaling": "application-autoscaling" };

/** The permissions of every call that is written in the kind's files and in what it uses of `src/aws/`. */
export function writtenPermissions(kind: AwsKind): readonly string[] {
	return [...filesOf(kind)].flatMap((file) => callsIn(readFileSync(file, "utf8")).flatMap(permissionsOf));
}

function filesOf(kind: AwsKind): ReadonlySet<string> {
	const isSignal = AWS_SIGNALS.some((signal) => signal === kind);
	const folder = isSignal ? join(SOURCE, "signals") : join(SOURCE, "adapters", kind);
	const isOwn = (name: string) => name.endsWith(".ts") && !name.endsWith(".test.ts") && (!isSignal || name.startsWith(kind));
	const files = new Set<string>();
	const visit = (file: string): void => {
		if (files.has(file)) return;
		files.add(file);
		for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+\.ts)"/g)) visit(resolve(dirname(file), specifier));
	};
	for (const name of readdirSync(folder)) if (isOwn(name)) visit(join(folder, name));
	return files;
}

/** `new UpdateServiceCommand(` in a file that names `@aws-sdk/client-ecs`: a file speaks to one service. */
function callsIn(text: string) {
	const clients = [...new Set([...text.matchAll(/@aws-sdk\/client-([\w-]+)/g)].map(([, client = ""]) => client))];
	const operations = [...text.matchAll(/new (\w+)Command\(/g)].map(([, operation = ""]) => operation);
	if (operations.length > 0 && clients.length !== 1) throw new Error(`calls of ${clients.join(", ")} in one file`);
	const [client = ""] = clients;
	return operations.map((operation) => ({ service: IAM_NAMES[client] ?? client, operation, input: {} }));
}
