import type { TestProject } from "vitest/node";
import { startMoto } from "./moto.ts";

declare module "vitest" {
	interface ProvidedContext {
		/** The URL of the one moto server that the suite shares; every test uses names of its own. */
		readonly moto: string;
	}
}

/** One moto server for the suite; BACKOUT_TEST_AWS_ENDPOINT names another that is there already. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const given = process.env["BACKOUT_TEST_AWS_ENDPOINT"];
	if (given !== undefined && given !== "") {
		project.provide("moto", given);
		return async () => undefined;
	}
	const moto = await startMoto();
	project.provide("moto", moto.url);
	return () => moto.stop();
}
