import { afterAll, vi } from "vitest";
import { describeAdapter } from "../../testing/adapter-contract.ts";
import { fixture } from "../../testing/fixtures/compose.ts";
import { startDocker } from "../../testing/services/docker.ts";
import { requireService } from "../../testing/services/requirement.ts";

// Compose 1.x takes seconds for every call, and more on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const isHere = requireService("docker").available && requireService("docker-compose").available;

describeAdapter("compose", fixture, new URL("../../testing/fixtures/compose.ts", import.meta.url).href, { skip: !isHere });

afterAll(async () => {
	if (isHere) await (await startDocker()).stop();
});
