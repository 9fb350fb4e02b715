import assert from "node:assert/strict";
import { test } from "node:test";

import { blockers, cost, moduleNode, reportText, summary } from "../src/pure/compilability";
import type { FunctionRow, Report } from "../src/pure/protocol";

const row = (name: string, line: number, verdict: string, reason = "", boxed = 0): FunctionRow => ({ name, line, verdict, reason, boxed });
const REPORT: Report = {
  functions: [
    row("total", 3, "native"),
    row("load", 9, "partly boxed", "json values have no known type", 4),
    row("Table.sort", 20, "boxed only", "generators are boxed"),
    row("Table.rows", 30, "boxed only", "generators are boxed"),
    row("idle", 40, "unused"),
  ],
  native: 0.2,
};

test("a verdict has a cost", () => {
  assert.deepEqual(["native", "partly boxed", "boxed only", "unused", ""].map(cost), ["native", "partly", "boxed", "none", "none"]);
});

test("the reason that keeps most functions comes first", () => {
  const found = blockers(REPORT.functions);
  assert.deepEqual(found.map((each) => [each.reason, each.functions.length]), [
    ["generators are boxed", 2],
    ["json values have no known type", 1],
  ]);
});

test("a module shows its share, its blockers, then its functions, costly ones first", () => {
  const node = moduleNode("prog.py", REPORT);
  assert.equal(node.detail, "20 % native");
  assert.deepEqual(node.children.map((each) => each.label), ["Top blockers", "Table.sort", "Table.rows", "load", "total", "idle"]);
  assert.equal(node.children[0]?.children[0]?.detail, "2 functions");
  assert.equal(node.children[3]?.hint, "json values have no known type; 4 boxed steps");
  assert.equal(node.children[3]?.line, 9);
});

test("a share is not rounded up to all", () => {
  assert.equal(moduleNode("prog.py", { ...REPORT, native: 0.999 }).detail, "99 % native");
});

test("a module without functions has no blockers", () => {
  const node = moduleNode("empty.py", { functions: [], native: 1 });
  assert.deepEqual([node.detail, node.children], ["no functions", []]);
});

test("the summary counts each verdict", () => {
  assert.equal(summary("prog.py", REPORT), "prog.py: 1 of 5 functions are native, 1 partly boxed, 2 boxed only, 1 unused");
});

test("the report is a table that a reason cannot break", () => {
  const text = reportText("prog.py", { functions: [row("f", 1, "boxed only", "int | str")], native: 0 });
  assert.match(text, /\| `f` \| 1 \| boxed only \|  \| int \\\| str \|/);
});
