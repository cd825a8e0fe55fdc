import { z } from "zod";

/** Go writes nothing, `null` and an empty text alike: none of them says anything. */
const text = z
	.string()
	.nullish()
	.transform((value) => (value === undefined || value === "" ? null : value));
const yes = z
	.boolean()
	.nullish()
	.transform((value) => value ?? false);
const texts = z
	.array(z.string())
	.nullish()
	.transform((value) => value ?? []);

const extension = z.object({ name: z.string(), extension: z.unknown() });

const cluster = z.object({
	server: text,
	"tls-server-name": text,
	"insecure-skip-tls-verify": yes,
	"certificate-authority": text,
	"certificate-authority-data": text,
	"proxy-url": text,
	extensions: z
		.array(extension)
		.nullish()
		.transform((value) => value ?? []),
});

const exec = z.object({
	apiVersion: text,
	command: text,
	args: texts,
	env: z
		.array(z.object({ name: z.string(), value: z.string() }))
		.nullish()
		.transform((value) => value ?? []),
	installHint: text,
	provideClusterInfo: yes,
	interactiveMode: text,
});

const user = z.object({
	token: text,
	tokenFile: text,
	"client-certificate": text,
	"client-certificate-data": text,
	"client-key": text,
	"client-key-data": text,
	username: text,
	password: text,
	as: text,
	"as-uid": text,
	"as-groups": texts,
	"as-user-extra": z
		.record(z.string(), z.array(z.string()))
		.nullish()
		.transform((value) => value ?? {}),
	"auth-provider": z
		.looseObject({ name: text })
		.nullish()
		.transform((value) => value ?? null),
	exec: exec.nullish().transform((value) => value ?? null),
});

const context = z.object({ cluster: text, user: text, namespace: text });

const listOf = <Entry extends z.ZodType>(entry: Entry) =>
	z
		.array(entry)
		.nullish()
		.transform((value) => value ?? []);

/** What is read of one file (kubernetes.io/docs/reference/config-api/kubeconfig.v1); what it holds besides is left alone, as kubectl does. */
export const kubeconfigShape = z
	.object({
		"current-context": text,
		clusters: listOf(z.object({ name: z.string(), cluster })),
		contexts: listOf(z.object({ name: z.string(), context })),
		users: listOf(z.object({ name: z.string(), user })),
	})
	.nullish()
	.transform((value) => value ?? { "current-context": null, clusters: [], contexts: [], users: [] });

/** A cluster as a file has it; its paths are absolute. */
export type ClusterEntry = z.output<typeof cluster>;
/** A user as a file has it; its paths are absolute. */
export type UserEntry = z.output<typeof user>;
/** Which cluster is talked to as which user. */
export type ContextEntry = z.output<typeof context>;
/** The program that is asked for a user's credentials. */
export type ExecEntry = z.output<typeof exec>;
