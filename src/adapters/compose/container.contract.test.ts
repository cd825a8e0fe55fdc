import { afterAll, vi } from "vitest";
import { describeAdapter } from "../../testing/adapter-contract.ts";
import { fixture } from "../../testing/fixtures/compose-container.ts";
import { startDocker } from "../../testing/services/docker.ts";
import { requireService } from "../../testing/services/requirement.ts";

// Every step asks Docker several times, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const isHere = requireService("docker").available;

describeAdapter("compose, a single container", fixture, new URL("../../testing/fixtures/compose-container.ts", import.meta.url).href, {
	skip: !isHere,
});

afterAll(async () => {
	if (isHere) await (await startDocker()).stop();
});
