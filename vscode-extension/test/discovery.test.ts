import assert from "node:assert/strict";
import { test } from "node:test";

import { installation, startFolder, type Surroundings } from "../src/pure/discovery";

const NOWHERE: Surroundings = {
  configured: [],
  interpreter: undefined,
  folders: ["/project"],
  searched: ["/usr/bin"],
  isTrusted: true,
  isFile: () => false,
  hasServer: () => false,
};

function having(...files: string[]): Pick<Surroundings, "isFile"> {
  return { isFile: (file) => files.includes(file) };
}

test("nothing is found where there is nothing", () => {
  assert.equal(installation(NOWHERE), undefined);
});

test("the setting comes first, and tells the compiler as well", () => {
  const files = having("/opt/pyc/bin/pyc", "/env/bin/pyc-lsp");
  const script = installation({ ...NOWHERE, ...files, interpreter: "/env/bin/python", configured: ["/opt/pyc/bin/pyc-lsp", "--stdio"] });
  assert.deepEqual(script?.server, ["/opt/pyc/bin/pyc-lsp", "--stdio"]);
  assert.deepEqual(script?.compiler, ["/opt/pyc/bin/pyc"]);
  const module = installation({ ...NOWHERE, configured: ["/bin/python3", "-I", "-m", "pyc.lsp"] });
  assert.deepEqual(module?.compiler, ["/bin/python3", "-P", "-I", "-m", "pyc.compiler.driver"]);
  const other = installation({ ...NOWHERE, configured: ["docker", "exec", "pyc-lsp"] });
  assert.deepEqual(other?.compiler, ["pyc"]);
});

test("the selected interpreter's environment comes before the workspace's, that before PATH", () => {
  const files = having("/env/bin/pyc-lsp", "/project/venv/bin/pyc-lsp", "/project/.venv/bin/pyc-lsp", "/usr/bin/pyc-lsp");
  const all = { ...NOWHERE, ...files };
  assert.deepEqual(installation({ ...all, interpreter: "/env/bin/python" })?.server, ["/env/bin/pyc-lsp"]);
  assert.deepEqual(installation(all)?.server, ["/project/.venv/bin/pyc-lsp"]);
  assert.deepEqual(installation({ ...all, folders: [] })?.compiler, ["/usr/bin/pyc"]);
});

test("an interpreter that can import the server needs no script", () => {
  const found = installation({ ...NOWHERE, interpreter: "/env/bin/python", hasServer: (each) => each === "/env/bin/python" });
  assert.deepEqual(found?.server, ["/env/bin/python", "-P", "-m", "pyc.lsp"]);
  assert.deepEqual(found?.compiler, ["/env/bin/python", "-P", "-m", "pyc.compiler.driver"]);
});

test("in an untrusted workspace nothing of it is run", () => {
  const files = having("/project/.venv/bin/pyc-lsp", "/project/bin/pyc-lsp", "/usr/bin/pyc-lsp");
  const untrusted: Surroundings = {
    ...NOWHERE,
    ...files,
    isTrusted: false,
    configured: ["/project/evil"],
    interpreter: "/project/.venv/bin/python",
    searched: ["bin", "/project/bin", "/usr/bin"],
    hasServer: () => true,
  };
  assert.deepEqual(installation(untrusted)?.server, ["/usr/bin/pyc-lsp"]);
  assert.deepEqual(installation({ ...untrusted, searched: [] }), undefined);
  assert.equal(installation({ ...untrusted, interpreter: "/env/bin/python" })?.origin, "the selected interpreter");
});

test("a relative folder of PATH is never searched", () => {
  assert.equal(installation({ ...NOWHERE, searched: ["."], isFile: () => true, folders: [] }), undefined);
});

test("a server starts where nothing of the user's lies, unless it is the workspace's own", () => {
  assert.equal(startFolder(["python3", "-m", "pyc.lsp"], "/extension", "/project"), "/extension");
  assert.equal(startFolder(["/env/bin/pyc-lsp"], "/extension", "/project"), "/extension");
  assert.equal(startFolder([".venv/bin/pyc-lsp"], "/extension", "/project"), "/project");
  assert.equal(startFolder([".venv/bin/pyc-lsp"], "/extension", undefined), "/extension");
});

test("Windows has other names", () => {
  const files = { isFile: (file: string) => file.endsWith("pyc-lsp.exe") };
  const found = installation({ ...NOWHERE, ...files, isWindows: true });
  assert.equal(found?.server[0], "/project/.venv/Scripts/pyc-lsp.exe");
});
