// What package.json promises is there.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { test } from "node:test";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const source = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((each) => each.endsWith(".ts"))
  .map((each) => readFileSync(`src/${each}`, "utf8"))
  .join("\n");
const { contributes } = manifest;

/** What the compiler printed in this run where a test of the tree gave it, else what it printed once. */
const PRINTED =
  process.env["PYC_PRINTED"] ??
  `error[undefined-name]: name \`count\` is not defined
  --> /home/ada/my prog.py:10:16
   |
10 |     return x + count
   |                ^^^^^
   = more: pyc explain undefined-name

`;
const PLACE = process.env["PYC_PLACE"] ?? "undefined-name /home/ada/my prog.py:10:16";

test("each command is written, and each that the menus name exists", () => {
  const commands = new Set<string>(contributes.commands.map((each: { command: string }) => each.command));
  for (const command of commands) {
    assert.ok(source.includes(`"${command}"`), `${command} is nowhere in src/`);
  }
  for (const items of Object.values<{ command?: string }[]>(contributes.menus)) {
    for (const { command } of items) {
      assert.ok(command === undefined || commands.has(command), `a menu names ${command}`);
    }
  }
});

test("there are at most fifteen settings, each documented and each read", () => {
  const settings = Object.entries<Record<string, string>>(contributes.configuration.properties);
  assert.ok(settings.length <= 15);
  for (const [name, row] of settings) {
    assert.ok(row["description"] ?? row["markdownDescription"], `${name} has no description`);
    const read = name.replace("pyc.", "").replace(/^(inlayHints|codeLens)\.enabled$/, "$1");
    assert.ok(source.includes(`"${read}"`), `${name} is read nowhere`);
  }
});

test("an untrusted workspace cannot name the server's executable", () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, "limited");
  assert.ok(restrictedConfigurations.includes("pyc.server.command"));
});

test("pictures and pages of the walkthrough exist", () => {
  for (const { steps } of contributes.walkthroughs) {
    for (const { media } of steps) {
      assert.ok(existsSync(media.markdown), `${media.markdown} is missing`);
    }
  }
});

test("the problem matcher reads what the compiler prints", () => {
  const [head, place] = contributes.problemMatchers[0].pattern.map((each: { regexp: string }) => new RegExp(each.regexp));
  const lines = PRINTED.split("\n");
  const found = lines.flatMap((line, index) => {
    const first = head.exec(line);
    const second = first && place.exec(lines[index + 1] ?? "");
    return second ? [`${first[2]} ${second[1]}:${second[2]}:${second[3]}`] : [];
  });
  assert.deepEqual(found, PLACE.split("\n"));
});
