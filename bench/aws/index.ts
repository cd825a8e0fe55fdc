import { rm } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AwsConnection } from "../../src/aws/connection.ts";
import { startSink } from "../../src/testing/sink.ts";
import { playDeployments } from "../../test/aws/ecs-deployments.ts";
import { startMoto } from "../../test/aws/moto.ts";
import { startProxy } from "../../test/aws/proxy.ts";
import { type Figure, figureTable } from "../figure.ts";
import { buildProduct } from "../start-up.ts";
import { median, percentile } from "../statistics.ts";
import { ecsScene } from "./ecs.ts";
import { firstRequestMs } from "./first-request.ts";
import { lambdaScene } from "./lambda.ts";
import type { Scene, SceneParts } from "./scene.ts";
import { byBackout, byHand, type Way, writeSceneConfig } from "./ways.ts";

const SCENES = { ecs: ecsScene, lambda: lambdaScene } as const;
type SceneName = keyof typeof SCENES;
const isScene = (name: string): name is SceneName => Object.hasOwn(SCENES, name);

process.env["AWS_ACCESS_KEY_ID"] ??= "testing";
process.env["AWS_SECRET_ACCESS_KEY"] ??= "testing-secret";

const { values } = parseArgs({
	options: {
		json: { type: "boolean", default: false },
		only: { type: "string" },
		pairs: { type: "string", default: "10" },
		verbose: { type: "boolean", default: false },
	},
});
const wanted = values.only?.split(",") ?? Object.keys(SCENES);
const unknown = wanted.filter((name) => !isScene(name));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}; --only takes ${Object.keys(SCENES).join(",")}`);
const pairs = Number(values.pairs);
if (!Number.isSafeInteger(pairs) || pairs < 1) throw new Error("--pairs takes a count, 1 or more");

const figures = await measureAll();
const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB memory, ${process.platform}, Node ${process.versions.node}; moto`;
process.stdout.write(values.json ? `${JSON.stringify({ machine, figures })}\n` : `${machine}\n\n${figureTable(figures)}\n`);

async function measureAll(): Promise<readonly Figure[]> {
	const product = await buildProduct();
	const health = await startSink((_request, response) => response.end("ok"));
	const moto = await startMoto();
	const main = join(product.directory, "cli", "main.js");
	// Both ways go through it: it plays what moto does not know of ECS deployments and of provisioned concurrency.
	const proxy = await startProxy(moto.url, {
		...playDeployments(),
		refuse: ({ name }) => (name.endsWith("/provisioned-concurrency") ? [404, "ProvisionedConcurrencyConfigNotFoundException"] : null),
	});
	const place = { region: "eu-west-1", endpoint: proxy.url };
	try {
		const found: Figure[] = [];
		for (const name of wanted.filter(isScene)) {
			const scene = await SCENES[name]({ aws: new AwsConnection(place), place });
			found.push(...(await measureScene(scene, { main, healthUrl: health.url, place })));
		}
		return found;
	} finally {
		await proxy.close();
		await moto.stop();
		await health.stop();
		await product.remove();
	}
}

interface MeasureParts {
	readonly main: string;
	readonly healthUrl: string;
	readonly place: SceneParts["place"];
}

/** By hand and by Backout in turn, each of them first every other time; the first pair is not counted, it warms the caches of both. */
async function measureScene(scene: Scene, { main, healthUrl, place }: MeasureParts): Promise<readonly Figure[]> {
	const directory = await writeSceneConfig(scene, healthUrl);
	const [hand, ours] = [byHand(scene, place), byBackout(main, directory, scene)];
	const seen: { readonly hand: number; readonly ours: number; readonly startMs: number }[] = [];
	for (let index = 0; index <= pairs; index++) {
		const isHandFirst = index % 2 === 0;
		const first = await rolledBack(scene, isHandFirst ? hand : ours);
		const second = await rolledBack(scene, isHandFirst ? ours : hand);
		const startMs = await firstRequestMs(main, (endpoint) => pointedAt(scene, endpoint));
		const pair = isHandFirst ? { hand: first, ours: second, startMs } : { hand: second, ours: first, startMs };
		if (index > 0) seen.push(pair);
		if (values.verbose) process.stderr.write(`${scene.name}, pair ${index}: ${JSON.stringify(pair)}\n`);
	}
	await rm(directory, { recursive: true, force: true });
	const ratios = seen.map((pair) => pair.ours / pair.hand);
	const figure = (what: string, value: number, unit: string): Figure => ({ group: scene.name, what, value, unit });
	return [
		figure(`the runbook's ${scene.byHand.length} commands by the AWS CLI`, median(seen.map((pair) => pair.hand)), "ms"),
		figure("backout run, the whole process", median(seen.map((pair) => pair.ours)), "ms"),
		figure(`median ratio of ${seen.length} pairs`, median(ratios), "times the AWS CLI"),
		figure("quarter of the pairs above", percentile(ratios, 0.75), "times the AWS CLI"),
		figure("backout plan: start to its first call to AWS", median(seen.map((pair) => pair.startMs)), "ms"),
	];
}

async function rolledBack(scene: Scene, way: Way): Promise<number> {
	await scene.deployBad();
	const wallMs = await way();
	if (!(await scene.isGood())) throw new Error(`${scene.name} was not rolled back`);
	return wallMs;
}

/** The same target at another endpoint. */
function pointedAt(scene: Scene, endpoint: string): Scene {
	const target = Object.fromEntries(Object.entries(scene.target).map(([kind, settings]) => [kind, { ...(settings as object), endpoint }]));
	return { ...scene, target };
}
