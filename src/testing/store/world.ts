import type { StateConfig } from "../../core/config.ts";
import type { Store } from "../../core/store.ts";

/** One fresh, empty store and what a test may do around it. */
export interface StoreWorld {
	/** Where its state is; other processes open the same. */
	readonly state: StateConfig;
	readonly store: Store;
	/** A second instance on the same state; the caller closes it. */
	openAnother(): Promise<Store>;
	/** Runs SQL past the store, as somebody with the database's password would. `{audit}` and the like stand for our tables' full names. */
	tamper(statement: string): Promise<void>;
	/** Closes the store and removes its state. */
	dispose(): Promise<void>;
}

/** Makes a fresh world. */
export type OpenWorld = () => Promise<StoreWorld>;

/** Runs the work in a world of its own. */
export async function inWorld(open: OpenWorld, work: (world: StoreWorld) => Promise<void>): Promise<void> {
	const world = await open();
	try {
		await work(world);
	} finally {
		await world.dispose();
	}
}

/** Runs the work with a second instance of the world's store. */
export async function withAnother(world: StoreWorld, work: (other: Store) => Promise<void>): Promise<void> {
	const other = await world.openAnother();
	try {
		await work(other);
	} finally {
		await other.close();
	}
}
