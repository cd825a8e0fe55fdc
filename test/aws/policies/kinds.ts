import type { AdapterFixture } from "../../../src/testing/adapter-contract.ts";
import { fixture as ecs } from "../ecs.fixture.ts";
import { fixture as lambda } from "../lambda.fixture.ts";
import type { AwsAdapter } from "./policy.ts";

/** A world to drive each AWS adapter in. */
export const FIXTURES: Readonly<Record<AwsAdapter, AdapterFixture>> = { ecs, lambda };
