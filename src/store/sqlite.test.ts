import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../runtime/clock.ts";
import type { StoreWorld } from "../testing/store/world.ts";
import { describeStore } from "../testing/store-contract.ts";
import { openStore } from "./index.ts";

describeStore("SQLite", async (): Promise<StoreWorld> => {
	const directory = mkdtempSync(join(tmpdir(), "backout-store-"));
	const state = { kind: "sqlite", path: join(directory, "state.db") } as const;
	const open = () => openStore(state, { clock: systemClock });
	const store = await open();
	return {
		state,
		store,
		openAnother: open,
		tamper: async (statement) => {
			const database = new DatabaseSync(state.path);
			database.exec(statement.replace(/\{(\w+)\}/g, "$1"));
			database.close();
		},
		dispose: async () => {
			await store.close();
			rmSync(directory, { recursive: true });
		},
	};
});
