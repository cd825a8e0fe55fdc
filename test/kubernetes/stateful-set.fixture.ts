import { workloadFixture } from "./workload-fixture.ts";

export const fixture = workloadFixture("StatefulSet");
