import { expect, it } from "vitest";
import { parseImage } from "./image.ts";

const COMMIT = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";

it.each([
	["checkout", { tag: null, digest: null, commit: null }],
	["checkout:v2", { tag: "v2", digest: null, commit: null }],
	["registry.example.com:5000/shop/checkout", { tag: null, digest: null, commit: null }],
	["registry.example.com:5000/shop/checkout:v2", { tag: "v2", digest: null, commit: null }],
	["shop/checkout:v2@sha256:abc", { tag: "v2", digest: "sha256:abc", commit: null }],
	["shop/checkout@sha256:abc", { tag: null, digest: "sha256:abc", commit: null }],
	[`checkout:${COMMIT}`, { tag: COMMIT, digest: null, commit: COMMIT }],
	["checkout:sha-1a2b3c4", { tag: "sha-1a2b3c4", digest: null, commit: "1a2b3c4" }],
	["checkout:main-1a2b3c4", { tag: "main-1a2b3c4", digest: null, commit: "1a2b3c4" }],
	["checkout:v1.2.3-4-g1a2b3c4", { tag: "v1.2.3-4-g1a2b3c4", digest: null, commit: "1a2b3c4" }],
	["checkout:20261121", { tag: "20261121", digest: null, commit: null }],
	["checkout:release-1234567", { tag: "release-1234567", digest: null, commit: null }],
])("%s", (image, told) => {
	expect(parseImage(image)).toEqual(told);
});
