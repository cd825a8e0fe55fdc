import type { AdapterContext, VersionedTarget } from "../../core/adapter.ts";
import type { ContainerConfig } from "./config.ts";
export function containerTarget(_config: ContainerConfig, _context: AdapterContext): VersionedTarget {
	throw new Error("not yet");
}
