import { expect, test } from "vitest";
import { envValue, withEnvValue } from "./env-file.ts";

const ENV = "# release\nTAG=v1\nexport OTHER='a b' # note\nTAG = \"v2\"  # set by CI\nTAGS=v9\n";

test("the last line that sets the variable counts", () => {
	expect(envValue(ENV, "TAG")).toBe("v2");
	expect(envValue(ENV, "OTHER")).toBe("a b");
	expect(envValue(ENV, "NONE")).toBeNull();
});

test("only its value is exchanged; quotes and comments stay", () => {
	expect(withEnvValue(ENV, "TAG", "v1")).toBe(ENV.replace('"v2"', '"v1"'));
	expect(withEnvValue("TAG=v2 # x\r\nA=1", "TAG", "v1")).toBe("TAG=v1 # x\r\nA=1");
	expect(withEnvValue("TAG=v2\r\nA=1", "TAG", "v1")).toBe("TAG=v1\r\nA=1");
});
