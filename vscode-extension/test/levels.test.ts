import assert from "node:assert/strict";
import { test } from "node:test";

import { chosenOf, levelOption, taskOptions } from "../src/pure/levels";

test("the nearest choice counts, and a default is none", () => {
  assert.equal(chosenOf({ workspaceFolderValue: 0, workspaceValue: 1, globalValue: 3 }), 0);
  assert.equal(chosenOf({ workspaceValue: 1, globalValue: 3 }), 1);
  assert.equal(chosenOf({ globalValue: 3 }), 3);
  assert.equal(chosenOf({ defaultValue: 2 } as object), undefined);
  assert.equal(chosenOf(undefined), undefined);
});

test("where none was chosen, the compiler is told none", () => {
  assert.deepEqual([levelOption(undefined), levelOption(0)], [[], ["-O0"]]);
});

test("a task's own level comes before the chosen one", () => {
  assert.deepEqual(taskOptions([], undefined), []);
  assert.deepEqual(taskOptions(["--static"], 3), ["-O3", "--static"]);
  assert.deepEqual(taskOptions(["-Og", "-g"], 3), ["-Og", "-g"]);
});
