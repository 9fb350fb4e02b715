import assert from "node:assert/strict";
import { test } from "node:test";

import { offersNavigation, otherServer } from "../src/pure/others";

test("the setting rules where it is not auto", () => {
  assert.equal(offersNavigation("on", ["astral-sh.ty"], undefined), true);
  assert.equal(offersNavigation("off", [], undefined), false);
});

test("no other server, so ours offers everything", () => {
  assert.equal(offersNavigation("auto", ["vscode.git", "pyc.pyc"], undefined), true);
});

test("another server is found by its extension", () => {
  for (const each of ["ms-python.vscode-pylance", "detachhead.basedpyright", "astral-sh.ty", "meta.pyrefly"]) {
    assert.equal(otherServer([each], undefined), each);
    assert.equal(offersNavigation("auto", [each.toUpperCase()], undefined), false);
  }
});

test("the Python extension brings a server, unless it is told not to", () => {
  assert.equal(otherServer(["ms-python.python"], "Default"), "ms-python.python");
  assert.equal(otherServer(["ms-python.python"], undefined), "ms-python.python");
  assert.equal(otherServer(["ms-python.python", "ms-python.vscode-pylance"], "None"), undefined);
  assert.equal(otherServer(["ms-python.python", "astral-sh.ty"], "None"), "astral-sh.ty");
});
