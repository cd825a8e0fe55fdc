import { describe, expect, it, test } from "vitest";
import { areaOf, changesText, releaseChanges } from "./changes.ts";

describe("the area of a path", () => {
	test.each([
		["src/cart/price.ts", "code"],
		["app/models/user.rb", "code"],
		["queries/report.sql", "code"],
		["db/migrate/20261121_add_total.rb", "migrations"],
		["prisma/migrations/1_init/migration.sql", "migrations"],
		["alembic/versions/3fa_total.py", "migrations"],
		["sql/V12__total.sql", "migrations"],
		["infrastructure/terraform/main.tf", "infrastructure"],
		["Dockerfile.prod", "infrastructure"],
		["compose.yaml", "infrastructure"],
		["k8s/checkout/deployment.yaml", "infrastructure"],
		[".github/workflows/deploy.yml", "infrastructure"],
		["config/production.json", "config"],
		[".env.production", "config"],
		["application.properties", "config"],
		["package-lock.json", "dependencies"],
		["services/api/requirements-prod.txt", "dependencies"],
		["go.sum", "dependencies"],
		["src/cart/price.test.ts", "tests"],
		["tests/compose.yaml", "tests"],
		["pkg/cart/price_test.go", "tests"],
		["test_price.py", "tests"],
		["docs/deploy.yaml", "docs"],
		["terraform/README.md", "docs"],
		["latest/contest.py", "code"],
	])("%s is %s", (path, area) => {
		expect(areaOf(path)).toBe(area);
	});
	it("is found at once, however long and odd the path is", () => {
		expect(areaOf(`${"test".repeat(20_000)}/\u0000__${"v1".repeat(20_000)}`)).toBe("code");
	});
});

describe("the changes of a release", () => {
	const ends = { from: "a".repeat(40), to: "b".repeat(40) };
	const commit = { id: "b".repeat(40), subject: "Cheaper carts", author: "Ana" };
	it("are told with what is worth a name", () => {
		const changes = releaseChanges(ends, [commit], 1, ["README.md", "main.tf", "Dockerfile", "k8s/a.yaml", "src/a.ts", "src/b.ts"]);
		expect(changesText(changes)).toBe("6 files in 1 commit: code 2, infrastructure 3 (main.tf, Dockerfile, …), docs 1");
	});
	it("are nothing when nothing differs", () => {
		expect(changesText(releaseChanges(ends, [], 0, []))).toBe("0 files in 0 commits");
	});
	it("are counted whole and listed in part", () => {
		const paths = Array.from({ length: 1_000 }, (_, index) => (index < 500 ? `docs/${index}.md` : `src/${index}.ts`));
		const changes = releaseChanges(ends, Array(300).fill(commit), 1_200, paths);
		expect(changes).toMatchObject({ fileCount: 1_000, commitCount: 1_200, areas: { code: 500, docs: 500 } });
		expect([changes.files.length, changes.commits.length]).toEqual([200, 50]);
		expect(changes.files.every(({ area }) => area === "code")).toBe(true);
	});
});
