import { CloudFrontClient, CreateDistributionCommand } from "@aws-sdk/client-cloudfront";
import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Scene, SceneParts } from "./scene.ts";

const SITE = "shop-site";
const BACKUP = "shop-site-backup";
const FILES = 60;

/** A static site with a backup of the release before; the runbook's sync, invalidation and wait (seed 000 and 002). */
export async function siteScene({ aws, place }: SceneParts): Promise<Scene> {
	const s3 = aws.client(S3Client, "s3");
	const bucket = { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } } as const;
	for (const Bucket of [SITE, BACKUP]) await s3.send(new CreateBucketCommand({ Bucket, ...bucket }));
	const put = (Bucket: string, prefix: string, tag: string) =>
		Promise.all(
			filesOf(tag).map(({ key, body, type }) =>
				s3.send(new PutObjectCommand({ Bucket, Key: `${prefix}${key}`, Body: body, ContentType: type })),
			),
		);
	await put(BACKUP, "v1/", "v1");
	const distribution = await distributionOf(aws.client(CloudFrontClient, "cloudfront"));
	const invalidate = ["--distribution-id", distribution];
	return {
		name: "front end",
		target: { s3: { bucket: SITE, backup: { bucket: BACKUP }, distribution, ...place } },
		byHand: [
			["s3", "sync", `s3://${BACKUP}/v1/`, `s3://${SITE}/`, "--delete", "--only-show-errors"],
			["cloudfront", "create-invalidation", ...invalidate, "--paths", "/*"],
		],
		to: "v1",
		async deployBad() {
			await put(SITE, "", "v2");
			await s3.send(new DeleteObjectCommand({ Bucket: SITE, Key: "only-v1.js" }));
		},
		isGood: async () =>
			(await (await s3.send(new GetObjectCommand({ Bucket: SITE, Key: "index.html" }))).Body?.transformToString()) === pageOf("v1"),
	};
}

function filesOf(tag: string) {
	const assets = Array.from({ length: FILES }, (_, index) => ({
		key: `assets/${index}.js`,
		body: `// ${tag} ${index}`,
		type: "text/javascript",
	}));
	return [
		...assets,
		{ key: `only-${tag}.js`, body: `// ${tag}`, type: "text/javascript" },
		{ key: "index.html", body: pageOf(tag), type: "text/html" },
	];
}

function pageOf(tag: string): string {
	return `<title>${tag}</title>`;
}

async function distributionOf(cloudFront: CloudFrontClient): Promise<string> {
	const { Distribution } = await cloudFront.send(
		new CreateDistributionCommand({
			DistributionConfig: {
				CallerReference: SITE,
				Comment: "",
				Enabled: true,
				Origins: {
					Quantity: 1,
					Items: [{ Id: "site", DomainName: `${SITE}.s3.amazonaws.com`, S3OriginConfig: { OriginAccessIdentity: "" } }],
				},
				DefaultCacheBehavior: {
					TargetOriginId: "site",
					ViewerProtocolPolicy: "redirect-to-https",
					CachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
				},
			},
		}),
	);
	if (Distribution?.Id === undefined) throw new Error("no distribution was made");
	return Distribution.Id;
}
