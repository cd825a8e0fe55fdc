import { rm } from "node:fs/promises";
import { z } from "zod";
import type { AdapterFixture, AdapterWorld } from "../../testing/adapter-contract.ts";
import { commitFiles, connectTo, createPlaces, type GitPlaces, git, mergeFiles, pushAuthor } from "./test-world.ts";

const stateSchema = z.strictObject({ root: z.string(), clone: z.string() });

/** Three releases on the main branch of a real remote; the second and the third came by pull requests. */
export const fixture: AdapterFixture = {
	async create(): Promise<AdapterWorld> {
		const places = await createPlaces('shop\'s "api"');
		const ids = await makeReleases(places);
		const target = await connectTo(places);
		return {
			target,
			...ids,
			live: async () => await liveRelease(places, ids),
			effects: async () => (await git(places.remote, "reflog", "show", "--format=%H", "refs/heads/main")).split("\n").length,
			intrude: async () => await makeLive(places, ids.older),
			loseOlder: async () => await forget(places),
			state: { root: places.root, clone: places.clone },
			dispose: async () => await rm(places.root, { recursive: true, force: true }),
		};
	},
	async reconnect(state) {
		return await connectTo(stateSchema.parse(state));
	},
};

interface Ids {
	readonly older: string;
	readonly previous: string;
	readonly current: string;
}

async function makeReleases(places: GitPlaces): Promise<Ids> {
	const older = await commitFiles(places, "first release", { "release.txt": "v1\n", "shop/price.txt": "10\n" });
	await git(places.author, "tag", "v1");
	const previous = await mergeFiles(places, 2, { "release.txt": "v2\n", "shop/price.txt": "11\n" });
	await git(places.author, "tag", "-a", "-m", "second", "v2");
	const current = await mergeFiles(places, 3, { "release.txt": "v3\n", "shop/cart.txt": "new\n" });
	await git(places.author, "tag", "v3");
	await pushAuthor(places);
	return { older, previous, current };
}

/** What a deploy from the branch would ship: told by a file's content, not by commit ids. */
async function liveRelease(places: GitPlaces, ids: Ids): Promise<string> {
	const shipped = await git(places.remote, "show", "main:release.txt");
	const release = { v1: ids.older, v2: ids.previous, v3: ids.current }[shipped];
	if (release === undefined) throw new Error(`the branch ships ${shipped}`);
	return release;
}

/** A second person pushes a commit with the older content. */
async function makeLive(places: GitPlaces, id: string): Promise<void> {
	await git(places.author, "read-tree", "-u", "--reset", id);
	await git(places.author, "commit", "--quiet", "-m", "back to the first release, by hand");
	await pushAuthor(places);
}

/** The branch is written anew without its history: the old commits are on no branch and under no tag any more. */
async function forget(places: GitPlaces): Promise<void> {
	await git(places.author, "checkout", "--quiet", "--orphan", "anew");
	await git(places.author, "commit", "--quiet", "-m", "the third release, history cut");
	await git(places.author, "push", "--quiet", "--force", "origin", "anew:main", ":refs/tags/v1", ":refs/tags/v2", ":refs/tags/v3");
}
