import type { AdapterFixture } from "../../../src/testing/adapter-contract.ts";
import { fixture as ecs } from "../ecs.fixture.ts";
import { fixture as lambda } from "../lambda.fixture.ts";

/** Every AWS adapter by its kind, with a world to drive it in. */
export const FIXTURES = { ecs, lambda } satisfies Readonly<Record<string, AdapterFixture>>;
