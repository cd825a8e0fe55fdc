import type { AdapterFixture } from "../../../src/testing/adapter-contract.ts";
import { fixture as ecs } from "../ecs.fixture.ts";

/** Every AWS adapter by its kind, with a world to drive it in. */
export const FIXTURES = { ecs } satisfies Readonly<Record<string, AdapterFixture>>;
