import type { Docker } from "./client.ts";
import type { PayloadOf } from "./payload.ts";
export async function createLike(_docker: Docker, _payload: PayloadOf<"create">): Promise<void> {}
export async function swap(_docker: Docker, _payload: PayloadOf<"swap">, _stopMs: number): Promise<void> {}
