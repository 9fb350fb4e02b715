import assert from "node:assert/strict";
import { test } from "node:test";

import { diagnosis, Recent, withoutSource, type Facts } from "../src/pure/diagnosis";

const FACTS: Facts = {
  extension: "0.1.0",
  editor: "Visual Studio Code 1.99.0 (desktop)",
  platform: "linux x64 6.1, Node 20.1.0",
  compiler: "pyc 0.1.0 (CPython 3.11.7, llvmlite 0.50.0, Linux x86_64)",
  installation: { server: ["/home/ada/shop/.venv/bin/pyc-lsp"], compiler: ["/home/ada/shop/.venv/bin/pyc"], origin: ".venv of the workspace" },
  status: { health: "error", message: "the server died again and again", quiescent: true },
  deaths: 6,
  workspace: "trusted, folders: 1",
  settings: [{ name: "pyc.debug.level", value: 2 }],
  log: ["server: /home/ada/shop/.venv/bin/pyc-lsp"],
};

test("a report tells versions, the server, its health, settings and the log", () => {
  assert.equal(
    diagnosis(FACTS, [], [["/home/ada/shop", "shop"], ["/home/ada", "~"]]),
    `- extension: 0.1.0, in Visual Studio Code 1.99.0 (desktop)
- platform: linux x64 6.1, Node 20.1.0
- compiler: pyc 0.1.0 (CPython 3.11.7, llvmlite 0.50.0, Linux x86_64)
- server: \`shop/.venv/bin/pyc-lsp\`, from .venv of the workspace
- health: error: the server died again and again
- deaths of the server: 6
- workspace: trusted, folders: 1
- settings: \`pyc.debug.level\`: \`2\`

\`\`\`text
server: shop/.venv/bin/pyc-lsp
\`\`\`
`,
  );
});

test("a report is made without a server, too", () => {
  const status = { health: "ok", message: "", quiescent: false } as const;
  const text = diagnosis({ ...FACTS, compiler: "", installation: undefined, settings: [], log: [], status }, [], [["/", "nothing"]]);
  assert.match(text, /compiler: does not tell its version\n- server: not found\n- health: ok, busy: ready\n/);
  assert.match(text, /settings: as they come\n\n```text\n```\n$/);
});

test("no line of the user's source is in it", () => {
  const source = "password = 'tiger'\nif x:\n    return price * rebate\n";
  const log = [
    "error[undefined-name]: a name is not defined",
    "   |",
    "10 |     return x + count",
    "ValueError: bad `return price * rebate` here",
    "the server died | next start in 250 ms",
    "if x: stands anywhere",
  ];
  const left = "(a line of source)";
  assert.deepEqual(withoutSource(log, [source]), [log[0], left, left, left, log[4], log[5]]);
});

test("a log cannot end the block that it stands in", () => {
  assert.equal(diagnosis({ ...FACTS, log: ["```"] }, [], []).split("```").length, 3);
});

test("the last lines are remembered, however they come", () => {
  const recent = new Recent(3, 10);
  recent.append("one\ntwo\nth");
  recent.append("ree\nfour\n");
  assert.deepEqual(recent.lines, ["two", "three", "four"]);
  recent.append("a line that is too long");
  assert.deepEqual(recent.lines, ["three", "four", "a line tha"]);
});
