import assert from "node:assert/strict";
import { test } from "node:test";

import { installSteps } from "../src/pure/installation";

const nothing = { interpreter: undefined, folders: [], isFile: () => false };

test("the selected interpreter's environment takes it", () => {
  const steps = installSteps({ ...nothing, interpreter: "/env/bin/python", folders: ["/home/ada/work"] }, "/src/pyc");
  assert.deepEqual(steps, [["/env/bin/python", "-P", "-m", "pip", "install", "/src/pyc"]]);
});

test("without one the workspace gets an environment of its own, or its own is taken", () => {
  const folders = ["/home/ada/work"];
  const python = "/home/ada/work/.venv/bin/python";
  const pip = [python, "-P", "-m", "pip", "install", "/src/pyc"];
  assert.deepEqual(installSteps({ ...nothing, folders }, "/src/pyc"), [["python3", "-P", "-m", "venv", "/home/ada/work/.venv"], pip]);
  assert.deepEqual(installSteps({ ...nothing, folders, isFile: (file) => file === python }, "/src/pyc"), [pip]);
});

test("an environment of the other name is taken, too, as it is where the server is looked for", () => {
  const python = "/home/ada/work/venv/bin/python";
  const steps = installSteps({ ...nothing, folders: ["/home/ada/work"], isFile: (file) => file === python }, "/src/pyc");
  assert.deepEqual(steps, [[python, "-P", "-m", "pip", "install", "/src/pyc"]]);
});

test("with neither there is nowhere to put it", () => {
  assert.equal(installSteps(nothing, "/src/pyc"), undefined);
});
