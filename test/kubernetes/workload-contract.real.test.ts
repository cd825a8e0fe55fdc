import { describeAdapter } from "../../src/testing/adapter-contract.ts";
import { fixture as daemonSet } from "./daemon-set.fixture.ts";
import { fixture as deployment } from "./deployment.fixture.ts";
import { fixture as statefulSet } from "./stateful-set.fixture.ts";

const urlOf = (name: string) => new URL(`./${name}.fixture.ts`, import.meta.url).href;

describeAdapter("kubernetes deployment", deployment, urlOf("deployment"));
describeAdapter("kubernetes statefulSet", statefulSet, urlOf("stateful-set"));
describeAdapter("kubernetes daemonSet", daemonSet, urlOf("daemon-set"));
