import assert from "node:assert/strict";
import { test } from "node:test";

import { installSteps } from "../src/pure/installation";

const nothing = { interpreter: undefined, folder: undefined, isFile: () => false };

test("the selected interpreter's environment takes it", () => {
  const steps = installSteps({ ...nothing, interpreter: "/env/bin/python", folder: "/home/ada/work" }, "/src/pyc");
  assert.deepEqual(steps, [["/env/bin/python", "-m", "pip", "install", "/src/pyc"]]);
});

test("without one the workspace gets an environment of its own, or its own is taken", () => {
  const folder = "/home/ada/work";
  const python = "/home/ada/work/.venv/bin/python";
  const pip = [python, "-m", "pip", "install", "/src/pyc"];
  assert.deepEqual(installSteps({ ...nothing, folder }, "/src/pyc"), [["python3", "-m", "venv", "/home/ada/work/.venv"], pip]);
  assert.deepEqual(installSteps({ ...nothing, folder, isFile: (file) => file === python }, "/src/pyc"), [pip]);
});

test("with neither there is nowhere to put it", () => {
  assert.equal(installSteps(nothing, "/src/pyc"), undefined);
});
