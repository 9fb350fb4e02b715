// Bundles the extension to dist/extension.js; with --tests, each test to dist/test/.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";

const shared = { bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "warning" };

if (process.argv.includes("--tests")) {
  rmSync("dist/test", { recursive: true, force: true });
  const tests = readdirSync("test").filter((each) => each.endsWith(".test.ts"));
  await build({ ...shared, entryPoints: tests.map((each) => `test/${each}`), outdir: "dist/test", sourcemap: "inline" });
} else {
  await build({ ...shared, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", external: ["vscode"], minify: true });
}
