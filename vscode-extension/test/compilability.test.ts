import assert from "node:assert/strict";
import { test } from "node:test";

import { blockers, cost, moduleNode, reportText, summary, workspaceNodes, type Named } from "../src/pure/compilability";
import type { FunctionRow } from "../src/pure/protocol";

const row = (name: string, line: number, verdict: string, blockers: string[] = [], boxed = 0): FunctionRow => ({
  name, line, verdict, reason: blockers[0] ?? null, boxed, blockers,
});
const REPORT: Named = {
  name: "prog.py",
  uri: "file:///prog.py",
  functions: [
    row("total", 3, "native"),
    row("load", 9, "partly boxed", ["json values have no known type"], 4),
    row("Table.sort", 20, "boxed only", ["generators are boxed"]),
    row("Table.rows", 30, "boxed only", ["generators are boxed"]),
    row("idle", 40, "unused"),
  ],
  native: 0.2,
};

test("a verdict has a cost", () => {
  assert.deepEqual(["native", "partly boxed", "boxed only", "unused", ""].map(cost), ["native", "partly", "boxed", "none", "none"]);
});

test("the reason that keeps most functions comes first", () => {
  const found = blockers(REPORT.functions);
  assert.deepEqual(found.map((each) => [each.reason, each.unlocked, each.functions.length]), [
    ["generators are boxed", 2, 2],
    ["json values have no known type", 1, 1],
  ]);
});

test("a blocker unlocks the functions that have no other", () => {
  const rows = [row("f", 1, "partly boxed", ["a", "b"]), row("g", 5, "partly boxed", ["a", "b"]), row("h", 9, "partly boxed", ["b"])];
  assert.deepEqual(blockers(rows).map((each) => [each.reason, each.unlocked, each.functions.length]), [["b", 1, 3], ["a", 0, 2]]);
  const node = moduleNode({ ...REPORT, functions: rows });
  assert.deepEqual(node.children[0]?.children.map((each) => each.detail), ["would unlock 1 of 3 functions", "would unlock 0 of 2 functions"]);
});

test("several modules show their share and their blockers together", () => {
  const other: Named = { name: "other.py", uri: "file:///other.py", native: 0.5, functions: [row("x", 1, "native"), row("y", 2, "boxed only", ["generators are boxed"])] };
  const [total, ...modules] = workspaceNodes([REPORT, other]);
  assert.equal(total?.detail, "28 % of 7 functions native");
  assert.deepEqual(total?.children[0]?.children.map((each) => each.detail), ["would unlock 3 functions", "would unlock 1 function"]);
  assert.deepEqual(total?.children[0]?.children[0]?.children.map((each) => each.uri), ["file:///other.py", "file:///prog.py", "file:///prog.py"]);
  assert.deepEqual(modules.map((each) => each.label), ["other.py", "prog.py"]);
  assert.deepEqual(workspaceNodes([other]).map((each) => each.label), ["other.py"]);
});

test("a module shows its share, its blockers, then its functions, costly ones first", () => {
  const node = moduleNode(REPORT);
  assert.equal(node.detail, "20 % native");
  assert.deepEqual(node.children.map((each) => each.label), ["Top blockers", "Table.sort", "Table.rows", "load", "total", "idle"]);
  assert.equal(node.children[0]?.children[0]?.detail, "would unlock 2 functions");
  assert.equal(node.children[3]?.hint, "json values have no known type; 4 boxed steps");
  assert.equal(node.children[3]?.line, 9);
});

test("a share is not rounded up to all", () => {
  assert.equal(moduleNode({ ...REPORT, native: 0.999 }).detail, "99 % native");
});

test("a module without functions has no blockers", () => {
  const node = moduleNode({ ...REPORT, functions: [], native: 1 });
  assert.deepEqual([node.detail, node.children], ["no functions", []]);
});

test("the summary counts each verdict", () => {
  assert.equal(summary("prog.py", REPORT), "prog.py: 1 of 5 functions are native, 1 partly boxed, 2 boxed only, 1 unused");
});

test("the report is a table that a reason cannot break", () => {
  const text = reportText("prog.py", { functions: [row("f", 1, "boxed only", ["int | str"])], native: 0 });
  assert.match(text, /\| `f` \| 1 \| boxed only \|  \| int \\\| str \|/);
});
