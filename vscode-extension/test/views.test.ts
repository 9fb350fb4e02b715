import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, functionAt, isFailed, keptView, shownAt, sourceLine, viewLines } from "../src/pure/views";

test("an address says what is shown, and gives it back", () => {
  const shown = { uri: "file:///home/ada/my%20prog.py", kind: "asm", func: "A.f" } as const;
  const address = addressOf(shown);
  assert.equal(address.path, "/my prog.py (assembly of A.f)");
  assert.deepEqual(shownAt(address.query), shown);
});

test("IR after a stage says so", () => {
  const address = addressOf({ uri: "file:///prog.py", kind: "ir/fold", func: "f" });
  assert.equal(address.path, "/prog.py (IR after fold of f)");
  assert.equal(shownAt(address.query).kind, "ir/fold");
});

test("a text that is broken keeps the last view, and its lines", () => {
  const good = { text: "define @f\n  ret\n", languageId: "llvm", lines: [[1, 4], [2, 5]] as [number, number][] };
  const failed = { text: "; invalid syntax\n", languageId: "plaintext", lines: [] };
  assert.ok(isFailed(failed, "llvm"));
  assert.ok(!isFailed(good, "llvm"));
  assert.ok(!isFailed({ ...failed, text: "no problems\n" }, "problem"));
  const kept = keptView(good, failed);
  assert.equal(kept.text, "; invalid syntax; before that:\ndefine @f\n  ret\n");
  assert.deepEqual(kept.lines, [[2, 4], [3, 5]]);
  assert.equal(kept.languageId, "llvm");
});

test("a line of the source has all its lines of the view", () => {
  assert.deepEqual(viewLines([[1, 3], [2, 4], [7, 3]], 3), [1, 7]);
  assert.deepEqual(viewLines([], 3), []);
});

test("a line of the view belongs to the nearest one above that tells", () => {
  const pairs = [[7, 3], [2, 4]] as const;
  assert.deepEqual([1, 2, 6, 7, 90].map((line) => sourceLine(pairs, line)), [undefined, 4, 4, 3, 3]);
});

test("the innermost function at a line is named as Python names it", () => {
  const scopes = [
    {
      name: "A", isFunction: false, first: 0, last: 9,
      children: [
        {
          name: "f", isFunction: true, first: 1, last: 8,
          children: [{ name: "inner", isFunction: true, first: 3, last: 4, children: [] }],
        },
      ],
    },
  ];
  assert.deepEqual([0, 2, 3, 9, 12].map((line) => functionAt(scopes, line)), ["", "A.f", "A.f.<locals>.inner", "", ""]);
});
