import { fileURLToPath } from "node:url";
import lossyAdapter from "./lossy-adapter.ts";
import type { WorldSetup } from "./world.ts";

/** A setup whose only step loses data or cannot be undone: the plugin's file `ledger`, at v3. The test writes that file. */
export function riskySetup(risk: "lossy" | "irreversible", top: Readonly<Record<string, unknown>> = {}): WorldSetup {
	return {
		targets: [{ name: "books", [lossyAdapter.kind]: { file: "ledger", risk } }],
		top: { plugins: [fileURLToPath(new URL("lossy-adapter.ts", import.meta.url))], ...top },
	};
}
