import { freezeFixture } from "./freeze-fixture.ts";

export const fixture = freezeFixture("Deployment");
